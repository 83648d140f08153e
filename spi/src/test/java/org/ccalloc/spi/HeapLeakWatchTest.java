package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeapLeakWatchTest {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Test
    void E13_aForgottenHeapIsReportedWithThePlaceThatMadeIt() throws InterruptedException {
        forgetHeap("forgotten");
        assertThat(nextMessage())
                .contains("name=forgotten", "allocator=segment", "created at ", "HeapLeakWatchTest.forgetHeap(");
    }

    @Test
    void E13_thePlaceIsTheProgramsWhereTheJdkMadeTheCall() throws InterruptedException {
        forgetHeaps(Stream.of("streamed"));
        String message = nextMessage();
        assertThat(message)
                .containsPattern("created at [^,]*HeapLeakWatchTest\\.forgetHeaps\\([^,]*\\), from "
                        + "[^,]*HeapLeakWatchTest\\.E13_thePlaceIsTheProgramsWhereTheJdkMadeTheCall\\([^,]*\\), from ")
                .doesNotContain("java.base", "newHeap");
        assertThat(message.split(", from ", -1)).hasSize(3);
    }

    @Test
    void E13_aClosedHeapIsNotReportedAndAForgottenOneOnce() throws InterruptedException {
        closeHeap();
        forgetHeap("first");
        assertThat(nextMessage()).contains("name=first");
        // What was forgotten later is reported later: a second report of the others would have come by now.
        forgetHeap("second");
        assertThat(nextMessage()).contains("name=second");
        assertThat(messages).isEmpty();
    }

    @Test
    void E13_givenMemoryOfAForgottenHeapStays() throws InterruptedException {
        WeakReference<MemorySegment.Scope> kept = forgetHeapInAutomaticMemory();
        assertThat(nextMessage()).contains("name=inside");
        WeakReference<MemorySegment.Scope> nobodys =
                new WeakReference<>(automaticMemory().scope());
        awaitEnd(nobodys);
        assertThat(kept.get()).isNotNull();
    }

    @Test
    void givenMemoryOfAClosedHeapGoesWhenNobodyHasIt() {
        awaitEnd(closeHeapInAutomaticMemory());
    }

    private static void awaitEnd(WeakReference<MemorySegment.Scope> scope) {
        while (scope.get() != null) {
            System.gc();
            assertThat(Thread.interrupted()).as("in time").isFalse();
        }
    }

    private static MemorySegment automaticMemory() {
        return Arena.ofAuto().allocate(HeapOptions.MIN_MEMORY_BYTE_SIZE);
    }

    private WeakReference<MemorySegment.Scope> forgetHeapInAutomaticMemory() {
        MemorySegment memory = automaticMemory();
        HeapLeakWatch _ = watch(HeapOptions.named("inside").inside(memory));
        return new WeakReference<>(memory.scope());
    }

    private WeakReference<MemorySegment.Scope> closeHeapInAutomaticMemory() {
        MemorySegment memory = automaticMemory();
        watch(HeapOptions.named("inside").inside(memory)).end();
        return new WeakReference<>(memory.scope());
    }

    private HeapLeakWatch watch(HeapOptions options) {
        return HeapLeakWatch.over(new Object(), options, "segment", messages::add);
    }

    private String nextMessage() throws InterruptedException {
        @Nullable String message = null;
        while (message == null) {
            System.gc();
            message = messages.poll(10, TimeUnit.MILLISECONDS);
        }
        return message;
    }

    private void forgetHeaps(Stream<String> names) {
        names.map(HeapOptions::named).forEach(this::newHeap);
    }

    private void forgetHeap(String name) {
        newHeap(name);
    }

    /** A decorator's, say. */
    private void newHeap(String name) {
        newHeap(HeapOptions.named(name));
    }

    private void newHeap(HeapOptions options) {
        HeapLeakWatch _ = watch(options);
    }

    private void closeHeap() {
        watch(HeapOptions.named("closed")).end();
    }
}

package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    void E13_aClosedHeapIsNotReportedAndAForgottenOneOnce() throws InterruptedException {
        closeHeap();
        forgetHeap("first");
        assertThat(nextMessage()).contains("name=first");
        // What was forgotten later is reported later: a second report of the others would have come by now.
        forgetHeap("second");
        assertThat(nextMessage()).contains("name=second");
        assertThat(messages).isEmpty();
    }

    private String nextMessage() throws InterruptedException {
        @Nullable String message = null;
        while (message == null) {
            System.gc();
            message = messages.poll(10, TimeUnit.MILLISECONDS);
        }
        return message;
    }

    private void forgetHeap(String name) {
        newHeap(name);
    }

    /** A decorator's, say. */
    private void newHeap(String name) {
        newHeap(name, "segment");
    }

    private void newHeap(String name, String allocatorName) {
        HeapLeakWatch _ = HeapLeakWatch.over(new Object(), name, allocatorName, messages::add);
    }

    private void closeHeap() {
        HeapLeakWatch.over(new Object(), "closed", "segment", messages::add).end();
    }
}

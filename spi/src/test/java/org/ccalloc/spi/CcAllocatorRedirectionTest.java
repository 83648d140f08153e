package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CcAllocatorRedirectionTest {

    private final CcAllocator one = new SegmentAllocator();
    private final CcAllocator other = new SegmentAllocator();

    @Test
    void N12_getAnswersTheTargetWhileARedirectionIsOpen() {
        try (var _ = CcAllocatorRedirection.to(one)) {
            assertThat(CcAllocators.get()).isSameAs(one);
        }
        assertThat(CcAllocatorRedirection.currentTarget()).isNull();
    }

    @Test
    void N12_theInnerOneHoldsAndTheOuterOneAfterIt() {
        try (var _ = CcAllocatorRedirection.to(one)) {
            try (var _ = CcAllocatorRedirection.to(other)) {
                assertThat(CcAllocators.get()).isSameAs(other);
            }
            assertThat(CcAllocators.get()).isSameAs(one);
        }
    }

    @Test
    void N12_threadsStartedMeanwhileAreReached() throws InterruptedException {
        var seen = new AtomicReference<@Nullable CcAllocator>();
        try (var _ = CcAllocatorRedirection.to(one)) {
            Thread.ofPlatform().start(() -> seen.set(CcAllocators.get())).join();
            assertThat(seen.getAndSet(null)).isSameAs(one);
            Thread.ofVirtual().start(() -> seen.set(CcAllocators.get())).join();
            assertThat(seen.get()).isSameAs(one);
        }
    }

    @Test
    void N12_otherThreadsSeeNothing() throws InterruptedException {
        var seen = new AtomicReference<@Nullable CcAllocator>(other);
        var opened = new CountDownLatch(1);
        Thread before = Thread.ofPlatform().start(() -> {
            awaitQuietly(opened);
            seen.set(CcAllocatorRedirection.currentTarget());
        });
        try (var _ = CcAllocatorRedirection.to(one)) {
            opened.countDown();
            before.join();
        }
        assertThat(seen.get()).isNull();
    }

    @Test
    void N12_itsEndIsTheEndForThreadsThatLiveOn() throws InterruptedException {
        var seen = new AtomicReference<@Nullable CcAllocator>(other);
        var closed = new CountDownLatch(1);
        Thread after;
        try (var _ = CcAllocatorRedirection.to(one)) {
            after = Thread.ofPlatform().start(() -> {
                awaitQuietly(closed);
                seen.set(CcAllocatorRedirection.currentTarget());
            });
        }
        closed.countDown();
        after.join();
        assertThat(seen.get()).isNull();
    }

    @Test
    void N12_theOuterOneClosedFirstLeavesTheInnerOne() {
        var outer = CcAllocatorRedirection.to(one);
        var inner = CcAllocatorRedirection.to(other);
        outer.close();
        assertThat(CcAllocators.get()).isSameAs(other);
        inner.close();
        assertThat(CcAllocatorRedirection.currentTarget()).isNull();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

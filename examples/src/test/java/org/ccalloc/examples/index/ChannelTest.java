package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelTest {

    private final Channel<Integer> channel = new Channel<>(2);

    @Test
    void handsOutInOrderUntilClosedAndEmpty() {
        channel.put(1);
        channel.put(2);
        channel.close();
        assertThat(channel.take()).isEqualTo(1);
        assertThat(channel.take()).isEqualTo(2);
        assertThat(channel.take()).isNull();
    }

    @Test
    void isDoneWhenEveryItemIs() throws Exception {
        assertThat(channel.awaitDone(Duration.ZERO)).isTrue();
        channel.put(1);
        assertThat(channel.take()).isEqualTo(1);
        assertThat(channel.awaitDone(Duration.ZERO)).isFalse();
        channel.done();
        assertThat(channel.awaitDone(Duration.ZERO)).isTrue();
    }

    @Test
    void holdsNoMoreThanItsCapacity() throws Exception {
        var put = new AtomicInteger();
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 100; i++) {
                channel.put(i);
                put.incrementAndGet();
            }
        });
        for (int i = 0; i < 100; i++) {
            assertThat(channel.take()).isEqualTo(i);
            assertThat(put.get()).isLessThanOrEqualTo(i + 1 + 2);
        }
        producer.join();
    }

    @Test
    void givenUpNobodyWaitsAndNothingIsLost() throws Exception {
        channel.put(1);
        channel.put(2);
        Thread blocked = Thread.ofPlatform().start(() -> channel.put(3));
        while (blocked.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        channel.abort();
        blocked.join();
        channel.put(4);
        assertThat(channel.take()).isNull();
        assertThat(channel.awaitDone(Duration.ofDays(1))).isTrue();
        assertThat(channel.drain()).containsExactly(1, 2, 3, 4);
    }
}

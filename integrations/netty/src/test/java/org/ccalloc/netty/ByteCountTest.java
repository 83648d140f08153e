package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCountTest {

    /** More threads than cells, alive at once and one after another. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isExactWhenAllHaveAdded(boolean virtual) throws InterruptedException {
        var count = new ByteCount();
        for (int round = 0; round < 3; round++) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                threads.add((virtual ? Thread.ofVirtual() : Thread.ofPlatform()).unstarted(() -> {
                    for (int n = 0; n < 1000; n++) {
                        count.add(3);
                    }
                    count.add(-1000);
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            threads.clear();
            System.gc(); // so that the next round finds cells whose threads are gone
            assertThat(count.sum()).isEqualTo((round + 1) * 400L * 2000);
        }
    }
}

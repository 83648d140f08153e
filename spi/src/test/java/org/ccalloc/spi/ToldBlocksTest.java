package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That counting does not suffer from events, whichever of them is switched first. */
@Timeout(60)
class ToldBlocksTest {

    private final SegmentAllocator allocator = new SegmentAllocator();

    @Test
    void switchesAreIndependent() {
        for (boolean count : new boolean[] {true, false}) {
            for (boolean tell : new boolean[] {true, false}) {
                allocator.statsEnable(count);
                allocator.tellBlocks(tell);
                assertThat(allocator.statsEnabled()).isEqualTo(count);
                assertThat(allocator.tellsBlocks()).isEqualTo(tell);
                allocator.tellBlocks(!tell);
                allocator.statsEnable(!count);
                assertThat(allocator.statsEnabled()).isEqualTo(!count);
                assertThat(allocator.tellsBlocks()).isEqualTo(!tell);
            }
        }
    }

    @Test
    void C08_whatIsToldButNotCountedIsNotCounted() {
        allocator.tellBlocks(true);
        useEveryOperation();
        assertThat(allocator.statsSnapshot()).isEqualTo(CcAllocSnapshot.ZERO);
    }

    @Test
    void C02_toCountIsTheSameWhetherBlocksAreToldOfOrNot() {
        allocator.statsEnable(true);
        useEveryOperation();
        CcAllocSnapshot counted = allocator.statsReset();
        allocator.tellBlocks(true);
        useEveryOperation();
        assertThat(allocator.statsReset()).isEqualTo(counted);
        assertThat(allocator.tellsBlocks()).isTrue();
        assertThat(counted).isEqualTo(new CcAllocSnapshot(4, 4, 1, 220, 190));
    }

    @Test
    void C01_theNumbersAreExactWhileTellingIsSwitched() throws InterruptedException {
        allocator.statsEnable(true);
        int operations = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int k = 0; k < operations; k++) {
                    allocator.free(allocator.alloc(8), 8);
                }
            }));
        }
        boolean tell = true;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            allocator.tellBlocks(tell);
            tell = !tell;
        }
        long count = 2L * operations;
        assertThat(allocator.statsSnapshot()).isEqualTo(new CcAllocSnapshot(count, count, 0, 8 * count, 8 * count));
    }

    private void useEveryOperation() {
        long first = allocator.alloc(50);
        first = allocator.realloc(first, 50, 60);
        first = allocator.reallocAligned(first, 60, 80, 64);
        allocator.free(first, 80);
        allocator.freeUnsized(allocator.allocAligned(30, 16));
    }
}

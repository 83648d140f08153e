package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArenaGrowthTest {

    @Test
    void arenasDoubleAfterEveryEighthUpToACap() {
        assertThat(MemoryArenas.chunks(0)).isOne();
        assertThat(MemoryArenas.chunks(7)).isOne();
        assertThat(MemoryArenas.chunks(8)).isEqualTo(2);
        assertThat(MemoryArenas.chunks(16)).isEqualTo(4);
        assertThat(MemoryArenas.chunks(32)).isEqualTo(16);
        assertThat(MemoryArenas.chunks(1_000_000)).isEqualTo(16);
    }

    @Test
    void noMoreIsHeldThanAllowed() {
        long most = 64 << 20;
        var memory = TieredMemory.ofAtMost(most);
        int blocks = 0;
        long last = 0;
        for (long block = memory.allocate(1 << 20); block != 0; block = memory.allocate(1 << 20)) {
            blocks++;
            last = block;
            assertThat(memory.reservedByteSize()).isLessThanOrEqualTo(most);
        }
        assertThat(blocks).isGreaterThan(20);
        assertThat(memory.allocate(1L << 30)).isZero();
        memory.free(last);
        assertThat(memory.allocate(1 << 20)).isEqualTo(last);
        memory.checkInvariants();
    }

    @Test
    void aDirectBlockGoesBackToTheSystem() {
        var memory = TieredMemory.ofAtMost(64 << 20);
        for (int i = 0; i < 100; i++) {
            long block = memory.allocate(20 << 20);
            assertThat(block).isNotZero();
            memory.free(block);
        }
        assertThat(memory.reservedByteSize()).isZero();
    }
}

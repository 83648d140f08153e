package org.ccalloc.mock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The same calls give the same offsets; which memory serves again is a setting. */
class PlacementTest {

    static final List<ReuseOrder> ORDERS = MemoryFaultTest.ORDERS;

    @Test
    void offsetsAreWhatTheyWereInEveryRunBefore() {
        try (MockAllocator mock = MockAllocator.create()) {
            long[] blocks = {mock.alloc(8), mock.alloc(40), mock.allocNode(40), mock.alloc(100_000), mock.alloc(8)};
            assertThat(LongStream.of(blocks).map(mock::offsetOf))
                    .containsExactly(0x20L, 0x70L, 0x100L, 0x40020L, 0x1c0L);
            for (long block : blocks) {
                mock.freeUnsized(block);
            }
        }
    }

    @Test
    void aNodeHasItsLinesForItselfWhereTheyAreLargest() {
        try (MockAllocator mock = MockAllocator.create()) {
            long before = mock.alloc(1);
            long node = mock.allocNode(8);
            long after = mock.alloc(1);
            assertThat(mock.offsetOf(node)).isGreaterThan(mock.offsetOf(before));
            assertThat(mock.offsetOf(node) % 128).isZero();
            assertThat(mock.offsetOf(after)).isGreaterThanOrEqualTo(mock.offsetOf(node) + 128);
            mock.free(before, 1);
            mock.free(node, 8);
            mock.free(after, 1);
        }
    }

    @ParameterizedTest
    @FieldSource("ORDERS")
    void theSameCallsGiveTheSameOffsets(ReuseOrder order) {
        assertThat(offsetsOfRandomWork(order)).isEqualTo(offsetsOfRandomWork(order));
    }

    @Test
    void anotherSeedGivesOtherOffsets() {
        assertThat(offsetsOfRandomWork(new ReuseOrder.Random(1)))
                .isNotEqualTo(offsetsOfRandomWork(new ReuseOrder.Random(2)));
    }

    @Test
    void theLastFreedComesFirst() {
        try (MockAllocator mock = MockAllocator.builder()
                .reuseOrder(new ReuseOrder.LastFreedFirst())
                .build()) {
            long one = mock.alloc(40);
            long other = mock.alloc(40);
            mock.free(one, 40);
            mock.free(other, 40);
            assertThat(mock.alloc(40)).isEqualTo(other);
            assertThat(mock.alloc(40)).isEqualTo(one);
            mock.free(one, 40);
            mock.free(other, 40);
        }
    }

    @Test
    void aQuarantineGivesBackInTheOrderOfTheFreesWhenItIsFull() {
        long slotByteSize = new SlotKind(48, 16).byteSizeWithRedzones();
        try (MockAllocator mock = MockAllocator.builder()
                .reuseOrder(new ReuseOrder.Quarantine(2 * slotByteSize))
                .build()) {
            long[] blocks = {mock.alloc(48), mock.alloc(48), mock.alloc(48), mock.alloc(48)};
            mock.free(blocks[0], 48);
            mock.free(blocks[1], 48);
            long fresh = mock.alloc(48);
            assertThat(fresh).as("two wait").isNotIn(blocks[0], blocks[1]);
            mock.free(blocks[2], 48);
            mock.free(blocks[3], 48);
            assertThat(mock.alloc(48)).isEqualTo(blocks[0]);
            assertThat(mock.alloc(48)).isEqualTo(blocks[1]);
            mock.free(blocks[0], 48);
            mock.free(blocks[1], 48);
            mock.free(fresh, 48);
        }
    }

    @Test
    void whatIsNeverReusedRunsOut() {
        try (MockAllocator mock = MockAllocator.builder()
                .reuseOrder(new ReuseOrder.Never())
                .byteCapacity(1 << 20)
                .build()) {
            int blocks = 0;
            for (long block = mock.alloc(1000); block != 0; block = mock.alloc(1000)) {
                mock.free(block, 1000);
                blocks++;
            }
            assertThat(blocks).isBetween(500, 1000);
        }
    }

    @ParameterizedTest
    @FieldSource("ORDERS")
    void aFullMockServesAgainAfterFrees(ReuseOrder order) {
        if (order instanceof ReuseOrder.Never) {
            return;
        }
        try (MockAllocator mock =
                MockAllocator.builder().reuseOrder(order).byteCapacity(1 << 20).build()) {
            for (long byteSize : new long[] {100_000, 70_000, 100, 200_000}) {
                var blocks = new ArrayList<Long>();
                for (long block = mock.alloc(byteSize); block != 0; block = mock.alloc(byteSize)) {
                    blocks.add(block);
                }
                if (byteSize != 200_000) {
                    assertThat(blocks).as("of " + byteSize).isNotEmpty();
                }
                blocks.forEach(block -> mock.free(block, byteSize));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("ORDERS")
    void memoryOfLargeFreedBlocksIsNotKeptWithoutEnd(ReuseOrder order) {
        if (order instanceof ReuseOrder.Never) {
            return;
        }
        try (MockAllocator mock = MockAllocator.builder().reuseOrder(order).build()) {
            // No two of a kind, so that none serves another.
            for (long byteSize = 1 << 20; byteSize < 16 << 20; byteSize += byteSize / 8) {
                for (long byteAlignment = 16; byteAlignment <= 4096; byteAlignment <<= 1) {
                    mock.free(mock.allocAligned(byteSize, byteAlignment), byteSize);
                    assertThat(mock.heldByteSize())
                            .as("what may be kept, and the two that were freed last")
                            .isLessThan(BlockTable.MOST_KEPT_BYTE_SIZE + (40 << 20));
                }
            }
        }
    }

    private static List<Long> offsetsOfRandomWork(ReuseOrder order) {
        var random = new SplittableRandom(42);
        var offsets = new ArrayList<Long>();
        var live = new ArrayDeque<Long>();
        try (MockAllocator mock = MockAllocator.builder().reuseOrder(order).build()) {
            for (int i = 0; i < 2000; i++) {
                long byteSize = random.nextInt(20) == 0 ? random.nextLong(1, 50_000) : random.nextLong(1, 100);
                long block = random.nextInt(3) == 0 ? mock.allocNode(byteSize) : mock.alloc(byteSize);
                offsets.add(mock.offsetOf(block));
                live.add(block);
                if (random.nextBoolean()) {
                    mock.freeUnsized(live.remove());
                }
            }
            live.forEach(mock::freeUnsized);
        }
        return offsets;
    }
}

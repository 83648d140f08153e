package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.nativelibrary.SystemPages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionMemoryTest {
    private static final long BYTE_SIZE = 1 << 16;
    private static final long MARGIN = 4096;
    private static final long CONTENT = BYTE_SIZE - 32; // less a header and the end
    private static final byte OUTSIDE = 0x5a;

    private final long memory = Memory.allocate(BYTE_SIZE + 2 * MARGIN);
    private final long start = (memory + MARGIN - 1) & -MARGIN;
    private final RegionMemory region;

    RegionMemoryTest() {
        for (long i = 0; i < BYTE_SIZE + MARGIN; i++) {
            Memory.putByte(memory + i, OUTSIDE);
        }
        region = RegionMemory.over(start, BYTE_SIZE);
    }

    @BeforeEach
    void theWholeIsOneBlock() {
        assertThat(region.allocate(CONTENT + 1, 8)).isZero();
        long whole = region.allocate(CONTENT, 8);
        assertThat(whole).isEqualTo(start + 16);
        region.free(whole, CONTENT);
    }

    @AfterEach
    void nothingOutsideWasWritten() {
        region.checkInvariants();
        for (long i = memory; i < start; i++) {
            assertThat(Memory.getByte(i)).isEqualTo(OUTSIDE);
        }
        for (long i = start + BYTE_SIZE; i < memory + BYTE_SIZE + MARGIN; i++) {
            assertThat(Memory.getByte(i)).isEqualTo(OUTSIDE);
        }
        Memory.release(memory);
    }

    private long[] allocate(int count, long byteSize) {
        long[] blocks = new long[count];
        for (int i = 0; i < count; i++) {
            blocks[i] = region.allocate(byteSize, 8);
            assertThat(blocks[i]).isNotZero();
        }
        return blocks;
    }

    private List<Long> fill(long byteSize) {
        var blocks = new ArrayList<Long>();
        for (long block = region.allocate(byteSize, 8); block != 0; block = region.allocate(byteSize, 8)) {
            blocks.add(block);
        }
        return blocks;
    }

    private long freeBlocks() {
        return region.bins().checkInvariants();
    }

    @ParameterizedTest
    @ValueSource(longs = {CONTENT + 1, BYTE_SIZE, 1L << 47, 1L << 62, Long.MAX_VALUE - 15, Long.MAX_VALUE})
    void moreThanTheRegionIsRefused(long byteSize) {
        for (long alignment = 1; alignment > 0; alignment *= 2) {
            assertThat(region.allocate(byteSize, alignment)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 32", "16, 32", "17, 48", "32, 48", "33, 64", "100, 128", "1000, 1024"})
    void aRegionIsFullWhenHeadersAndRoundingHaveTakenTheRest(long byteSize, long taken) {
        List<Long> blocks = fill(byteSize);
        assertThat(blocks).hasSize((int) ((BYTE_SIZE - 16) / taken));
        assertThat(region.usableSize(blocks.getFirst())).isEqualTo(taken - 16);
        assertThat(region.checkInvariants()).isEqualTo(blocks.size());
        blocks.forEach(block -> region.free(block, byteSize));
        theWholeIsOneBlock();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void neighboursAreJoinedInWhicheverOrderTheyAreFreed(int order) {
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        long[] blocks = allocate(4, 100);
        // Joined with what is behind all of them, it would not be seen whether they are joined with each other.
        for (int index : orders[order]) {
            region.free(blocks[index], 100);
            region.checkInvariants();
        }
        assertThat(freeBlocks()).isEqualTo(2);
        assertThat(region.allocate(3 * 128 - 16, 8)).isEqualTo(blocks[0]);
        region.free(blocks[0], 0);
        region.free(blocks[3], 0);
        assertThat(freeBlocks()).isOne();
        theWholeIsOneBlock();
    }

    @Test
    void aFreedBlockServesTheNextRequestOfItsSizeAndLeavesTheRestAlone() {
        long[] blocks = allocate(3, 1000);
        region.free(blocks[1], 1000);
        assertThat(region.allocate(500, 8)).isEqualTo(blocks[1]);
        assertThat(region.allocate(400, 8)).isEqualTo(blocks[1] + 528);
        assertThat(region.checkInvariants()).isEqualTo(4);
    }

    @Test
    void aBlockFarDownInItsBinIsFoundBeforeARequestIsRefused() {
        // All in one bin, 1152 to 1279 bytes; between them blocks that stay, and nothing is left behind.
        var fitting = new ArrayList<Long>();
        for (int i = 0; i < 40; i++) {
            fitting.add(region.allocate(i == 0 ? 1248 : 1136, 8));
            assertThat(region.allocate(16, 8)).isNotZero();
        }
        assertThat(fill(16)).isNotEmpty();
        fitting.forEach(block -> region.free(block, 0));
        assertThat(region.allocate(1200, 8)).isEqualTo(fitting.getFirst());
        assertThat(region.allocate(1200, 8)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384})
    void aBlockIsAlignedAndWhatIsBeforeItServes(long alignment) {
        long before = region.allocate(16, 8);
        long aligned = region.allocate(100, alignment);
        assertThat(aligned % Math.max(16, alignment)).isZero();
        region.checkInvariants();
        long gap = aligned - 16 - (before + 16);
        if (gap > 0) {
            assertThat(region.allocate(gap - 16, 8)).isEqualTo(before + 32);
            region.free(before + 32, gap - 16);
        }
        region.free(before, 16);
        region.free(aligned, 100);
        theWholeIsOneBlock();
    }

    @Test
    void anAlignedBlockIsFoundWhereItFitsOnlyAsItLies() {
        assertThat(region.allocate(32, 8)).isNotZero();
        long fitting = region.allocate(112, 8);
        assertThat(fitting).isEqualTo(start + 64);
        assertThat(fill(16)).isNotEmpty();
        region.free(fitting, 112);
        assertThat(region.allocate(113, 64)).isZero();
        assertThat(region.allocate(112, 128)).isZero();
        assertThat(region.allocate(112, 64)).isEqualTo(fitting);
    }

    @Test
    void theLargestAlignmentIsServedAndNoLargerOne() {
        long largest = region.maxByteAlignment();
        assertThat(largest).isGreaterThanOrEqualTo(BYTE_SIZE / 4);
        long block = region.allocate(16, largest);
        assertThat(block % largest).isZero();
        assertThat(block).isBetween(start + 16, start + BYTE_SIZE - 32);
        region.free(block, 16);
        for (long alignment = 2 * largest; alignment > 0; alignment *= 2) {
            assertThat(region.allocate(1, alignment)).isZero();
        }
    }

    @Test
    void theLastPlaceOfTheRangeCountsForTheLargestAlignment() {
        long large = 1 << 15;
        long range = Memory.allocate(3 * large);
        long place = (range + 2 * large) & -large;
        RegionMemory justEnough = RegionMemory.over(place - 4096, 4096 + 32);
        assertThat(justEnough.maxByteAlignment()).isGreaterThanOrEqualTo(large);
        assertThat(justEnough.allocate(16, large)).isEqualTo(place);
        assertThat(RegionMemory.over(place - 4096, 4096 + 31).maxByteAlignment())
                .isEqualTo(2048);
        Memory.release(range);
    }

    @Test
    void aBlockGrowsIntoTheFreeOneBehindItAndNoFurther() {
        long[] blocks = allocate(4, 112);
        Memory.putLong(blocks[0], 42);
        assertThat(region.resize(blocks[0], 113)).as("live behind").isFalse();
        region.free(blocks[1], 112);
        assertThat(region.resize(blocks[0], 241)).as("too long").isFalse();
        assertThat(region.usableSize(blocks[0])).isEqualTo(112);
        assertThat(region.resize(blocks[0], 150)).isTrue();
        assertThat(region.usableSize(blocks[0])).isEqualTo(160);
        region.checkInvariants();
        assertThat(region.allocate(64, 8)).as("what is left over").isEqualTo(blocks[0] + 160 + 16);
        region.free(blocks[0] + 160 + 16, 64);
        assertThat(region.resize(blocks[0], 240)).as("all of it").isTrue();
        assertThat(freeBlocks()).as("behind all blocks").isOne();
        assertThat(Memory.getLong(blocks[0])).isEqualTo(42);
        assertThat(region.resize(blocks[3], CONTENT)).as("more than there is").isFalse();
        assertThat(region.resize(blocks[3], Long.MAX_VALUE)).isFalse();
    }

    @Test
    void whatABlockLosesByShrinkingServes() {
        long[] blocks = allocate(3, 1008);
        assertThat(region.resize(blocks[0], 500)).isTrue();
        assertThat(region.usableSize(blocks[0])).isEqualTo(512);
        assertThat(region.allocate(480, 8)).isEqualTo(blocks[0] + 512 + 16);
        region.free(blocks[1], 1008);
        assertThat(region.resize(blocks[0], 496))
                .as("too little alone, joined with what is behind")
                .isTrue();
        assertThat(region.usableSize(blocks[0])).isBetween(496L, 512L);
        region.checkInvariants();
    }

    @Test
    void whatABlockLosesByShrinkingServesIfItIs32BytesOrMore() {
        long[] blocks = allocate(2, 1008);
        assertThat(region.resize(blocks[0], 992)).as("16 bytes less").isTrue();
        assertThat(region.usableSize(blocks[0])).isEqualTo(1008);
        assertThat(region.resize(blocks[0], 976)).as("32 bytes less").isTrue();
        assertThat(region.usableSize(blocks[0])).isEqualTo(976);
        assertThat(region.allocate(16, 8)).isEqualTo(blocks[0] + 976 + 16);
    }

    @Test
    void aShrunkBlocksRestJoinsTheFreeOneBehindIt() {
        long[] blocks = allocate(3, 112);
        region.free(blocks[1], 112);
        assertThat(region.resize(blocks[0], 16)).isTrue();
        assertThat(freeBlocks()).isEqualTo(2);
        assertThat(region.allocate(208, 8)).isEqualTo(blocks[0] + 32);
    }

    @Test
    void walksVisitLiveBlocksInTheOrderOfAddresses() {
        long[] blocks = allocate(4, 100);
        region.free(blocks[1], 100);
        var visited = new ArrayList<Long>();
        region.walk((address, byteSize) -> {
            visited.add(address);
            assertThat(byteSize).isEqualTo(112);
        });
        assertThat(visited).containsExactly(blocks[0], blocks[2], blocks[3]);
    }

    @Test
    void ownsIsAskedOfAnyNumberAndTrueOfLiveBlocksAlone() {
        long[] blocks = allocate(2, 100);
        region.free(blocks[0], 100);
        assertThat(region.owns(blocks[1])).isTrue();
        for (long address : new long[] {
            0, 1, 16, -16, Long.MIN_VALUE, Long.MAX_VALUE, blocks[0], blocks[1] + 16, start, start + BYTE_SIZE
        }) {
            assertThat(region.owns(address)).as("0x%x", address).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 15})
    void aRangeIsRoundedInwardsToMultiplesOf16(long offset) {
        long range = Memory.allocate(4096);
        RegionMemory odd = RegionMemory.over(range + offset, 4096 - offset - 1);
        assertThat(odd.byteSize()).isEqualTo(4096 - 32);
        long block = odd.allocate(4096 - 32 - 32, 8);
        assertThat(block).isEqualTo(range + 32);
        odd.free(block, 0);
        odd.checkInvariants();
        Memory.release(range);
    }

    @Test
    void descriptionsCountBlocks() {
        long[] blocks = allocate(3, 100);
        region.free(blocks[1], 100);
        assertThat(region.describe())
                .contains("region: 65536 bytes at 0x" + Long.toHexString(start))
                .contains("live blocks: 2, 256 bytes; free blocks: 2, 65264 bytes, largest 65136");
    }

    @Test
    void whollyFreePagesAreGivenUpAndNothingElse() {
        var told = new ArrayList<Long>();
        SystemPages pages = SystemPages.of("Linux", (address, byteSize, _) -> {
            told.add(address);
            told.add(byteSize);
            return byteSize;
        });
        long[] blocks = allocate(3, 10_000);
        region.free(blocks[1], 10_000);
        long behind = blocks[2] + 10_000;
        assertThat(region.trim(pages)).isEqualTo(told.get(1) + told.get(3));
        assertThat(told)
                .containsExactly(blocks[1] + 16, 10_016L - 32, behind + 32, start + BYTE_SIZE - 16 - (behind + 32));
    }
}

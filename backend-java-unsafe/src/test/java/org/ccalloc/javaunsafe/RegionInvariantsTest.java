package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each invariant of a region, broken by hand, is noticed, in words that name it. */
class RegionInvariantsTest {
    private static final long BYTE_SIZE = 1 << 16;

    private final long memory = Memory.allocate(BYTE_SIZE);
    private final RegionMemory region = RegionMemory.over(memory, BYTE_SIZE);
    private final RegionBounds bounds = region.bounds();

    // Headers of live blocks, and of three free ones of one size; behind all of them is a free one, too.
    private final long live = allocate();
    private final long free1 = allocate();
    private final long live2 = allocate();
    private final long free2 = allocate();
    private final long live3 = allocate();
    private final long free3 = allocate();
    private final long live4 = allocate();

    private long allocate() {
        return region.allocate(112, 8) - 16;
    }

    @BeforeEach
    void allIsWell() {
        for (long block : new long[] {free1, free2, free3}) {
            region.free(block + 16, 112);
        }
        assertThat(region.checkInvariants()).isEqualTo(4);
    }

    @AfterEach
    void release() {
        Memory.release(memory);
    }

    private void expect(String words) {
        assertThatThrownBy(region::checkInvariants)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(words);
    }

    private static String damaged(long block) {
        return "free block: address=0x" + Long.toHexString(block) + " (expected the books there as they were";
    }

    @Test
    void aHeaderThatIsNotIntact() {
        Memory.putLong(live3, 0);
        expect("address=0x" + Long.toHexString(free2));
    }

    @Test
    void aFirstHeaderThatIsNotIntact() {
        Memory.putLong(live, Memory.getLong(live) ^ (1L << 60));
        expect(damaged(live));
    }

    @Test
    void aBoundaryTagOfALiveBlockBefore() {
        bounds.setFreeBefore(free1, 16);
        expect("address=0x" + Long.toHexString(live));
    }

    @Test
    void aBoundaryTagThatIsNotTheSizeOfTheFreeBlockBefore() {
        bounds.setFreeBefore(live2, 64);
        expect("address=0x" + Long.toHexString(free1));
    }

    @Test
    void aBoundaryTagAtTheEnd() {
        bounds.setFreeBefore(bounds.end(), 0);
        expect("address=0x" + Long.toHexString(live4 + 128));
    }

    @Test
    void aBoundaryTagBeforeTheFirstBlock() {
        bounds.setFreeBefore(live, 32);
        expect("first block: freeBefore=32");
    }

    @Test
    void aBlockThatReachesIntoTheNext() {
        bounds.writeLive(live2, 256, 128);
        expect("address=0x" + Long.toHexString(live2));
    }

    @Test
    void aBlockWithoutLength() {
        // Its own successor.
        bounds.writeFree(free1, 0, 0);
        expect(damaged(free1));
        bounds.writeLive(live, 0, 0);
        expect("address=0x" + Long.toHexString(live));
    }

    @Test
    void twoFreeBlocksSideBySide() {
        bounds.writeFree(live, 128, 0);
        bounds.setFreeBefore(free1, 128);
        expect("no two free blocks side by side");
    }

    @Test
    void aFreeBlockThatIsInNoBin() {
        region.bins().remove(free2);
        expect("in bins=3 (expected all, 4)");
    }

    @Test
    void aFreeBlockInTheBinOfAnotherSize() {
        // Split by hand, without a change of bins.
        bounds.writeFree(free2, 48, 0);
        bounds.writeLive(free2 + 48, 80, 48);
        bounds.setFreeBefore(live3, 0);
        expect("byteSize=48 (expected one of that bin)");
    }

    @Test
    void aLinkThatLeavesTheRegion() {
        RegionBlock.setNext(free2, memory + (1L << 30));
        expect(damaged(free2));
    }

    @Test
    void aLinkToALiveBlock() {
        RegionBlock.setNext(free2, live);
        expect(damaged(free2));
    }

    @Test
    void aCycle() {
        RegionBlock.setNext(free1, free3);
        expect(damaged(free1));
    }

    @Test
    void aLinkBackToWhatIsNotBefore() {
        RegionBlock.setPrevious(free1, free3);
        expect(damaged(free2));
    }

    @Test
    void aHeadThatHasOneBefore() {
        RegionBlock.setPrevious(free3, free1);
        expect(damaged(free3));
    }

    @Test
    void aBinThatIsCalledEmpty() {
        region.bins().setOccupied(RegionBins.of(128), false);
        expect("bin: number=8, occupied=false");
    }

    @Test
    void aBinThatIsCalledOccupied() {
        region.bins().setOccupied(77, true);
        expect("bin: number=77, occupied=true, head=0x0");
    }
}

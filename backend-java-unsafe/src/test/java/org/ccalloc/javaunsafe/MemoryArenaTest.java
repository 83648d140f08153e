package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryArenaTest {
    private static final int CHUNKS = 2;

    private final long reserved = Memory.allocate((CHUNKS + 1) * Chunk.BYTE_SIZE);
    private final MemoryArena arena = new MemoryArena(reserved, CHUNKS, new Placement.FirstFit());

    @AfterEach
    void release() {
        Memory.release(reserved);
    }

    private long allocate(int pages, int alignment) {
        long segment = arena.allocate(pages, alignment);
        if (segment != 0) {
            Segment.setKind(segment, Segment.LARGE);
        }
        return segment;
    }

    @Test
    void aRunIsPutWhereItFitsFirst() {
        long first = allocate(10, 1);
        long second = allocate(5, 1);
        allocate(5, 1);
        arena.release(first);
        arena.release(second);
        assertThat(allocate(15, 1))
                .as("two neighbours that were freed are one run")
                .isEqualTo(first);
        arena.checkInvariants();
    }

    /** A sign for four pages, the header among them; what lies behind a chunk is not looked at. */
    @Test
    void thePictureOfAChunkEndsWithIt() {
        allocate(8, 4);
        long behind = arena.base() + Chunk.BYTE_SIZE;
        Memory.putByte(behind, (byte) 4);
        Segment.setKind(Chunk.descriptor(behind, 4), Segment.LARGE);
        var picture = new ArenaPicture();
        arena.describe(picture);
        assertThat(picture.toString().lines()).element(1).isEqualTo("  #LL" + ".".repeat(61));
    }

    @Test
    void everyAddressOfASegmentLeadsToIt() {
        allocate(3, 1);
        long segment = allocate(7, 1);
        for (long offset = 0; offset < 7 * Chunk.PAGE_BYTE_SIZE; offset += 1000) {
            assertThat(Chunk.segmentAt(Segment.start(segment) + offset)).isEqualTo(segment);
        }
        assertThat(Chunk.segmentAt(Segment.start(segment) - 1)).isNotEqualTo(segment);
        assertThat(Chunk.segmentAt(Segment.start(segment) + 7 * Chunk.PAGE_BYTE_SIZE))
                .isZero();
        arena.release(segment);
        assertThat(Chunk.segmentAt(Segment.start(segment))).isZero();
    }

    @Test
    void aRunStartsAtAMultipleOfItsAlignment() {
        allocate(1, 1);
        for (int alignment = 1; alignment <= Chunk.PAGES / 2; alignment *= 2) {
            assertThat(Chunk.firstPage(allocate(3, alignment)) % alignment).isZero();
        }
        arena.checkInvariants();
    }

    @Test
    void aChunkHasRoomForAllButItsHeader() {
        assertThat(allocate(Chunk.USABLE_PAGES, 1)).isNotZero();
        assertThat(allocate(Chunk.USABLE_PAGES, 1)).isNotZero();
        assertThat(allocate(1, 1)).isZero();
        arena.checkInvariants();
    }

    @Test
    void aSegmentGrowsIntoFreePagesOnly() {
        long segment = allocate(4, 1);
        long next = allocate(4, 1);
        assertThat(arena.resize(segment, 5)).isFalse();
        arena.release(next);
        assertThat(arena.resize(segment, 8)).isTrue();
        assertThat(Chunk.segmentAt(Segment.start(next))).isEqualTo(segment);
        assertThat(arena.resize(segment, 2)).isTrue();
        assertThat(Chunk.segmentAt(Segment.start(next))).isZero();
        assertThat(arena.resize(segment, Chunk.PAGES)).isFalse();
        arena.checkInvariants();
    }

    @Test
    void whatWasTakenAndGivenBackIsThereAgain() {
        var random = new Random(5);
        List<Long> segments = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (segments.isEmpty() || random.nextInt(5) < 3) {
                long segment = allocate(1 + random.nextInt(20), 1 << random.nextInt(4));
                if (segment != 0) {
                    segments.add(segment);
                    continue;
                }
            }
            arena.release(segments.remove(random.nextInt(segments.size())));
            if (i % 100 == 0) {
                arena.checkInvariants();
            }
        }
        segments.forEach(arena::release);
        arena.checkInvariants();
        for (int i = 0; i < CHUNKS; i++) {
            assertThat(allocate(Chunk.USABLE_PAGES, 1)).isNotZero();
        }
    }
}

package org.ccalloc.tck;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.ccalloc.spi.CcAllocator;

/** The sizes and alignments that are tried. */
final class Samples {

    static final long KIB = 1L << 10;
    static final long MIB = 1L << 20;

    /** More than the address space of a process holds, up to what a {@code long} holds. */
    static final List<Long> HUGE_BYTE_SIZES = List.of(
            1L << 48,
            (1L << 48) + 24,
            (1L << 52) + (1L << 12),
            1L << 56,
            1L << 62,
            (1L << 62) + 1,
            Long.MAX_VALUE - (1L << 26),
            Long.MAX_VALUE - 4096,
            Long.MAX_VALUE - 128,
            Long.MAX_VALUE - 64,
            Long.MAX_VALUE - 16,
            Long.MAX_VALUE - 7,
            Long.MAX_VALUE);

    /** What is lost when a size goes through an {@code int}, or an unsigned one. */
    static final List<Long> SIZES_PAST_AN_INT = List.of(
            (1L << 31) - 1,
            1L << 31,
            (1L << 31) + 100,
            (1L << 32) - 8,
            1L << 32,
            (1L << 32) + 24,
            (1L << 32) + (1L << 20));

    static final List<Long> NEGATIVE_BYTE_SIZES = List.of(-1L, -8L, -4096L, -(1L << 40), Long.MIN_VALUE);

    /** Those that every allocator serves, though not every heap: the powers of two from 8 to 2<sup>26</sup>. */
    static final List<Long> ALIGNMENTS = LongStream.iterate(
                    CcAllocator.MIN_BYTE_ALIGNMENT,
                    alignment -> alignment <= CcAllocator.MAX_PORTABLE_BYTE_ALIGNMENT,
                    alignment -> alignment << 1)
            .boxed()
            .toList();

    /** Powers of two, too large for an allocator to have to serve. */
    static final List<Long> LARGER_ALIGNMENTS = List.of(1L << 27, 1L << 28, 1L << 32, 1L << 40, 1L << 47, 1L << 62);

    static final List<Long> INVALID_ALIGNMENTS =
            List.of(0L, 1L, 2L, 4L, 3L, 12L, 24L, -1L, -8L, Long.MIN_VALUE, (1L << 26) + 8, Long.MAX_VALUE);

    /** What is tried at every alignment. */
    static final List<Long> SIZES_TO_ALIGN =
            List.of(1L, 7L, 8L, 15L, 16L, 17L, 63L, 64L, 65L, 4095L, 4096L, 4097L, MIB);

    /** Old and new sizes of reallocs. */
    static final List<Long> SIZES_TO_REALLOC = List.of(
            1L, 7L, 8L, 9L, 15L, 16L, 17L, 31L, 64L, 65L, 100L, 1000L, 1024L, 1025L, 4095L, 4096L, 4097L, 10_000L,
            65_536L, 300_000L, MIB, 5 * MIB);

    /** Sizes from which a block is resized where it stands. */
    static final List<Long> SIZES_TO_RESIZE =
            List.of(1L, 8L, 16L, 24L, 40L, 100L, 500L, 1000L, 4096L, 5000L, 20_000L, 65_536L, 300_000L, MIB, 3 * MIB);

    private Samples() {}

    /**
     * Sizes around every power of two: one less, the power itself, one more.
     *
     * @param largest where to stop
     * @return the sizes, ascending
     */
    static long[] sizesAroundPowersOfTwo(long largest) {
        return LongStream.iterate(1, power -> power <= largest, power -> power << 1)
                .flatMap(power -> LongStream.of(power - 1, power, power + 1))
                .filter(byteSize -> byteSize >= 1 && byteSize <= largest)
                .distinct()
                .toArray();
    }

    /**
     * Every size up to 1024, then those around the powers of two.
     *
     * @param largest where to stop
     * @return the sizes, ascending
     */
    static long[] sizesUpTo(long largest) {
        LongStream around = LongStream.iterate(2 * KIB, power -> power - 1 <= largest, power -> power << 1)
                .flatMap(power -> LongStream.of(power - 1, power, power + 1));
        return LongStream.concat(LongStream.rangeClosed(1, KIB), around)
                .filter(byteSize -> byteSize <= largest)
                .toArray();
    }

    /**
     * A size as programs ask for it: mostly small, once in a while up to 1 MiB.
     *
     * @param random where from
     * @return bytes, 1 or more
     */
    static long randomSize(RandomGenerator random) {
        int kind = random.nextInt(10_000);
        long largest = kind < 9_400 ? 256 : kind < 9_950 ? 4 * KIB : kind < 9_998 ? 64 * KIB : MIB;
        return random.nextLong(1, largest + 1);
    }
}

package org.ccalloc.bench.program;

/**
 * Random numbers that Java and C agree on: Marsaglia's xorshift64 (13, 7, 17), "Xorshift RNGs", 2003. A program keeps the
 * latest number in a local variable; each decision takes a number of its own, or other bits of one.
 */
final class RandomNumbers {

    private RandomNumbers() {}

    /**
     * Where the sequence of a thread begins: splitmix64's mix of Steele, Lea and Flood, "Fast splittable pseudorandom number
     * generators", 2014, so that neighbours have nothing in common.
     *
     * @param seed of the program
     * @param member which thread
     * @return a number other than 0
     */
    static long start(long seed, int member) {
        long z = seed + (member + 1) * 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return (z ^ (z >>> 31)) | 1;
    }

    /**
     * The next random number.
     *
     * @param x the one before
     * @return the next
     */
    static long next(long x) {
        x ^= x << 13;
        x ^= x >>> 7;
        return x ^ (x << 17);
    }

    /**
     * One of so many, by the upper bits.
     *
     * @param x a random number
     * @param count how many there are to choose from
     * @return from 0 to one less
     */
    static int below(long x, int count) {
        return (int) (((x >>> 33) * count) >>> 31);
    }

    /**
     * One of a few, by the lowest 16 bits.
     *
     * @param x a random number
     * @param count how many there are to choose from
     * @return from 0 to one less
     */
    static int fewBelow(long x, int count) {
        return (int) (((x & 0xffff) * count) >>> 16);
    }

    /**
     * A size, by the lower bits; all are equally likely.
     *
     * @param x a random number
     * @param least the least size
     * @param greatest the greatest size
     * @return bytes
     */
    static long between(long x, long least, long greatest) {
        return least + (((x & 0x7fff_ffffL) * (greatest - least + 1)) >>> 31);
    }

    /**
     * A size with so many bits, by the lower bits.
     *
     * @param x a random number
     * @param bits the logarithm to base 2, rounded down
     * @return bytes, from 2^bits to 2^(bits + 1) - 1
     */
    static long withBits(long x, int bits) {
        long first = 1L << bits;
        return first + (x & (first - 1));
    }
}

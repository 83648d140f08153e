package org.ccalloc.bench.program;

/**
 * What a program is given.
 *
 * @param blocks where its blocks come from
 * @param threads how many threads work at the same time
 * @param seed of its random numbers
 * @param scale how many times the least amount of work it does
 */
record Setting(BlockSource blocks, int threads, long seed, int scale) {

    /**
     * Checks its numbers.
     *
     * @param blocks where its blocks come from
     * @param threads how many threads work at the same time
     * @param seed of its random numbers
     * @param scale how much work
     */
    Setting {
        if (threads < 1) {
            throw new IllegalArgumentException("program: threads=" + threads + " (expected 1 or more)");
        }
        if (scale < 1) {
            throw new IllegalArgumentException("program: scale=" + scale + " (expected 1 or more)");
        }
    }

    /**
     * The first random number of one of its threads.
     *
     * @param member which
     * @return the number
     */
    long start(int member) {
        return RandomNumbers.start(seed, member);
    }

    /**
     * A table for each thread, made beforehand: tables are no part of what is measured.
     *
     * @param slots how many slots each has
     * @return as many tables as there are threads
     */
    Slots[] tables(int slots) {
        Slots[] tables = new Slots[threads];
        for (int member = 0; member < threads; member++) {
            tables[member] = blocks.newSlots(slots);
        }
        return tables;
    }
}

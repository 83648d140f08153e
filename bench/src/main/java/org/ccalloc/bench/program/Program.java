package org.ccalloc.bench.program;

/**
 * A fixed amount of work over an allocator, with threads of its own. It can run again and again, and does the same each time.
 *
 * <p>The programs in C (folder {@code program} beside {@code baseline.c}) have the same random numbers and write and read the
 * same bytes of each block: checksums and counts of operations must agree. What may differ from run to run is only which thread
 * frees a block that was handed over, and when.
 */
interface Program {

    /**
     * Does the work.
     *
     * @return what was done
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    Outcome run() throws InterruptedException;
}

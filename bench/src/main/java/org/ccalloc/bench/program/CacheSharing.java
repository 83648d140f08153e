package org.ccalloc.bench.program;

import org.ccalloc.spi.RawMemory;

/**
 * Blocks of 8 bytes that their threads write to again and again: slow, if blocks of different threads share a cache line.
 *
 * <p>After cache-thrash and cache-scratch by Berger, of the Hoard project. In the second, the first block of each thread comes from the
 * thread that started it, side by side with those of the others, and an allocator that gives it back to whoever freed it passes the
 * shared line on. A thread writes here with release, and there to volatile variables, so that no compiler joins the writes.
 */
final class CacheSharing implements Program {

    private static final int BLOCKS = 50;
    private static final int WRITES = 200;
    private static final long BYTE_SIZE = 8;

    private final Setting setting;
    private final boolean firstIsGiven;
    private final Slots[] tables;

    private CacheSharing(Setting setting, boolean firstIsGiven) {
        this.setting = setting;
        this.firstIsGiven = firstIsGiven;
        this.tables = setting.tables(1);
    }

    static Program thrash(Setting setting) {
        return new CacheSharing(setting, false);
    }

    static Program scratch(Setting setting) {
        return new CacheSharing(setting, true);
    }

    @Override
    public Outcome run() throws InterruptedException {
        long given = 0;
        for (int member = 0; firstIsGiven && member < tables.length; member++) {
            tables[member].fill(0, BYTE_SIZE, setting.start(member));
            given++;
        }
        return Crew.run(setting.threads(), this::work).plus(Outcome.of(0, given));
    }

    private Outcome work(int member) {
        Slots table = tables[member];
        long sum = table.empty(0);
        int blocks = BLOCKS * setting.scale();
        for (int i = 0; i < blocks; i++) {
            table.fill(0, BYTE_SIZE, member + i);
            long address = table.address(0);
            for (int write = 0; write < WRITES; write++) {
                RawMemory.putLongRelease(address, RawMemory.getLongAcquire(address) + write);
            }
            sum += table.empty(0);
        }
        return Outcome.of(sum, blocks);
    }
}

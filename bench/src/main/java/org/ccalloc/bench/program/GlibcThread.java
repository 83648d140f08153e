package org.ccalloc.bench.program;

/**
 * Random blocks of a working set are replaced, in each thread by itself; the larger a size, the less frequent.
 *
 * <p>After bench-malloc-thread of the GNU C library, which runs for a given time, with sizes from 4 bytes; ours does a given number
 * of replacements and starts at 8.
 */
final class GlibcThread implements Program {

    private static final int SLOTS = 1024;
    private static final int STEPS = 5000;
    private static final int LEAST_BITS = 3;
    private static final int SIZES = 12;

    private final Setting setting;
    private final Slots[] tables;

    GlibcThread(Setting setting) {
        this.setting = setting;
        this.tables = setting.tables(SLOTS);
    }

    @Override
    public Outcome run() throws InterruptedException {
        return Crew.run(setting.threads(), this::work);
    }

    private Outcome work(int member) {
        Slots table = tables[member];
        long x = setting.start(member);
        int steps = STEPS * setting.scale();
        long sum = 0;
        for (int i = 0; i < steps; i++) {
            x = RandomNumbers.next(x);
            int slot = RandomNumbers.below(x, SLOTS);
            sum += table.empty(slot);
            int bits = LEAST_BITS + RandomNumbers.fewBelow(x, SIZES);
            table.fill(slot, RandomNumbers.withBits(x >>> 16, bits), x);
        }
        return Outcome.of(sum + table.emptyAll(), steps);
    }
}

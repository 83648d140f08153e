package org.ccalloc.bench.program;

/**
 * Blocks that come and go at random, most of them small, and most at few places.
 *
 * <p>After alloc-test by OLogN Technologies, which draws sizes and places from Pareto distributions: four of five draws
 * fall on a fifth of the places. There, sizes come from a table of 80 to 20 portions; here, each power of two is half as frequent as the
 * one before, up to a KiB.
 */
final class AllocTest implements Program {

    private static final int SLOTS = 4096;
    private static final int FREQUENT = SLOTS / 5;
    private static final int STEPS = 5000;
    private static final int LEAST_BITS = 3;

    private final Setting setting;
    private final Slots[] tables;

    AllocTest(Setting setting) {
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
        long sum = 0;
        long operations = 0;
        int steps = STEPS * setting.scale();
        for (int i = 0; i < steps; i++) {
            x = RandomNumbers.next(x);
            int slot = RandomNumbers.below(x, (x & 0xff) < 204 ? FREQUENT : SLOTS);
            if (table.isEmpty(slot)) {
                table.fill(slot, byteSize(x), x);
                operations++;
            } else {
                sum += table.empty(slot);
            }
        }
        return Outcome.of(sum + table.emptyAll(), operations);
    }

    /** Bits 8 to 13 say how large, those above by how much more. */
    private static long byteSize(long x) {
        int bits = LEAST_BITS + Long.numberOfTrailingZeros((x >>> 8) | 0x40);
        return RandomNumbers.withBits(x >>> 15, bits);
    }
}

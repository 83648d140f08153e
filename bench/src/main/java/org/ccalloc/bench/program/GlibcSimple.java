package org.ccalloc.bench.program;

/**
 * Blocks of one size, allocated one after the other and freed in the same order, by one thread.
 *
 * <p>After bench-malloc-simple of the GNU C library, which measures each size and number of blocks by itself, and with a main arena
 * of one thread and of several; ours does all sizes and numbers in a row.
 */
final class GlibcSimple implements Program {

    private static final int[] COUNTS = {25, 100, 400};
    private static final int MOST = 400;
    private static final long LEAST_BYTE_SIZE = 16;
    private static final long GREATEST_BYTE_SIZE = 4096;

    private final Setting setting;
    private final Slots[] tables;

    GlibcSimple(Setting setting) {
        this.setting = setting;
        this.tables = setting.tables(MOST);
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
        for (int i = 0; i < setting.scale(); i++) {
            for (long byteSize = LEAST_BYTE_SIZE; byteSize <= GREATEST_BYTE_SIZE; byteSize *= 2) {
                for (int count : COUNTS) {
                    for (int slot = 0; slot < count; slot++) {
                        x = RandomNumbers.next(x);
                        table.fill(slot, byteSize, x);
                    }
                    sum += table.emptyAll(0, count);
                    operations += count;
                }
            }
        }
        return Outcome.of(sum, operations);
    }
}

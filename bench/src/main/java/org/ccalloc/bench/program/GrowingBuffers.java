package org.ccalloc.bench.program;

/**
 * Buffers that grow by half as they are written, up to a MiB, and then start again; an operation is a step of growth, or a new
 * buffer. What string builders and output streams do.
 */
final class GrowingBuffers implements Program {

    private static final int SLOTS = 64;
    private static final int STEPS = 500;
    private static final long FIRST_BYTE_SIZE = 64;
    private static final long LAST_BYTE_SIZE = 1 << 20;

    private final Setting setting;
    private final Slots[] tables;

    GrowingBuffers(Setting setting) {
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
            long byteSize = table.byteSize(slot);
            if (!table.isEmpty(slot) && byteSize < LAST_BYTE_SIZE) {
                table.grow(slot, byteSize + byteSize / 2, x);
            } else {
                sum += table.empty(slot);
                table.fill(slot, FIRST_BYTE_SIZE, x);
            }
        }
        return Outcome.of(sum + table.emptyAll(), steps);
    }
}

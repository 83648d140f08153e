package org.ccalloc.bench.program;

import org.ccalloc.spi.RawMemory;

/**
 * Batches of vectors of 1 to 2 MiB, aligned to 64 bytes, written, read and freed in the order of their allocation; an operation is a
 * vector. What columnar engines do: three batches are under way at a time.
 */
final class ColumnarBatches implements Program {

    private static final int COLUMNS = 4;
    private static final int LIVE = 3;
    private static final int BATCHES = 6;
    private static final long BYTE_ALIGNMENT = 64;

    private final Setting setting;
    private final Slots[] tables;

    ColumnarBatches(Setting setting) {
        this.setting = setting;
        this.tables = setting.tables(LIVE * COLUMNS);
    }

    @Override
    public Outcome run() throws InterruptedException {
        return Crew.run(setting.threads(), this::work);
    }

    private Outcome work(int member) {
        Slots table = tables[member];
        long x = setting.start(member);
        int vectors = BATCHES * COLUMNS * setting.scale();
        long sum = 0;
        for (int i = 0; i < vectors; i++) {
            x = RandomNumbers.next(x);
            int slot = i % (LIVE * COLUMNS);
            sum += finish(table, slot);
            long byteSize = RandomNumbers.between(x, 1 << 14, 1 << 15) * BYTE_ALIGNMENT;
            table.fillAligned(slot, byteSize, BYTE_ALIGNMENT, x);
            RawMemory.fill(table.address(slot), byteSize, (byte) x);
        }
        for (int slot = 0; slot < LIVE * COLUMNS; slot++) {
            sum += finish(table, slot);
        }
        return Outcome.of(sum, vectors);
    }

    private static long finish(Slots table, int slot) {
        if (table.isEmpty(slot)) {
            return 0;
        }
        long sum = 0;
        long end = table.address(slot) + table.byteSize(slot);
        for (long address = table.address(slot); address < end; address += BYTE_ALIGNMENT) {
            sum += RawMemory.getLong(address);
        }
        return sum + table.empty(slot);
    }
}

package org.ccalloc.bench.program;

/**
 * Runs of blocks of one size, more of the small ones, freed partly in the order of their allocation and partly in reverse.
 *
 * <p>After sh6bench and sh8bench by MicroQuill, makers of SmartHeap. Of each run a third is freed in order at once, a third in reverse
 * order, and a third stays: in sh6bench until the table is full, in sh8bench until another thread frees it. Theirs reads its numbers
 * from the user and has other portions; where theirs is told to use several threads, ours gives each a table of its own.
 */
final class SmartHeapRuns implements Program {

    private static final int SLOTS = 6000;
    private static final int BATCH = 100;
    private static final long GREATEST_BYTE_SIZE = 1000;
    private static final long RUN_BYTE_SIZE = 10_000;

    private final Setting setting;
    private final Slots[] tables;
    private final Mailboxes mailboxes;
    private final boolean isShared;

    private SmartHeapRuns(Setting setting, boolean isShared) {
        this.setting = setting;
        this.isShared = isShared;
        this.tables = setting.tables(SLOTS);
        this.mailboxes = new Mailboxes(setting, BATCH);
    }

    static Program sh6bench(Setting setting) {
        return new SmartHeapRuns(setting, false);
    }

    static Program sh8bench(Setting setting) {
        return new SmartHeapRuns(setting, true);
    }

    @Override
    public Outcome run() throws InterruptedException {
        return Crew.run(setting.threads(), this::work).plus(Outcome.of(mailboxes.emptyAll(), 0));
    }

    private Outcome work(int member) {
        Slots table = tables[member];
        long x = setting.start(member);
        long sum = 0;
        long operations = 0;
        int kept = 0;
        for (int i = 0; i < setting.scale(); i++) {
            for (long byteSize = Slots.LEAST_BYTE_SIZE; byteSize <= GREATEST_BYTE_SIZE; byteSize += byteSize / 8) {
                int count = (int) (RUN_BYTE_SIZE / byteSize);
                if (kept + count > SLOTS) {
                    sum += table.emptyAll(0, kept);
                    kept = 0;
                }
                for (int slot = kept; slot < kept + count; slot++) {
                    x = RandomNumbers.next(x);
                    table.fill(slot, byteSize, x);
                }
                operations += count;
                sum += freeTwoThirds(table, kept, count);
                kept += count - 2 * (count / 3);
                if (isShared) {
                    kept = share(member, table, kept);
                    sum += mailboxes.receive(member);
                }
            }
        }
        return Outcome.of(sum + table.emptyAll(0, kept), operations);
    }

    private static long freeTwoThirds(Slots table, int from, int count) {
        int middle = from + count - 2 * (count / 3);
        int last = from + count - count / 3;
        long sum = table.emptyAll(middle, last);
        for (int slot = from + count - 1; slot >= last; slot--) {
            sum += table.empty(slot);
        }
        return sum;
    }

    private int share(int member, Slots table, int kept) {
        int left = kept;
        while (left >= BATCH && mailboxes.send(member, table, left - BATCH)) {
            left -= BATCH;
        }
        return left;
    }
}

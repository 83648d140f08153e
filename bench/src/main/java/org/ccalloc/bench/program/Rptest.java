package org.ccalloc.bench.program;

/**
 * Threads that replace blocks of random sizes, up to 16,000 bytes, and leave some to each other.
 *
 * <p>After the benchmark of rpmalloc by Jansson, with small sizes more frequent than large ones and frees by other threads. There,
 * a thread is free to choose which one gets its blocks; here, it is the next one.
 */
final class Rptest implements Program {

    private static final int SLOTS = 1000;
    private static final int BATCH = 50;
    private static final int LOOPS = 20;
    private static final int REPLACEMENTS = 100;
    private static final long GREATEST_BYTE_SIZE = 16_000;

    private final Setting setting;
    private final Slots[] tables;
    private final Mailboxes mailboxes;

    Rptest(Setting setting) {
        this.setting = setting;
        this.tables = setting.tables(SLOTS);
        this.mailboxes = new Mailboxes(setting, BATCH);
    }

    @Override
    public Outcome run() throws InterruptedException {
        return Crew.run(setting.threads(), this::work).plus(Outcome.of(mailboxes.emptyAll(), 0));
    }

    private Outcome work(int member) {
        Slots table = tables[member];
        long x = setting.start(member);
        int loops = LOOPS * setting.scale();
        long sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            for (int i = 0; i < REPLACEMENTS; i++) {
                x = RandomNumbers.next(x);
                int slot = RandomNumbers.below(x, SLOTS);
                sum += table.empty(slot);
                table.fill(slot, byteSize(x), x);
            }
            sum += mailboxes.receive(member);
            if (loop % 4 == 0) {
                mailboxes.send(member, table, BATCH * RandomNumbers.below(x, SLOTS / BATCH));
            }
        }
        return Outcome.of(sum + table.emptyAll(), (long) loops * REPLACEMENTS);
    }

    /** The square of an even distribution. */
    private static long byteSize(long x) {
        long fraction = x & 0x7fff_ffffL;
        return RandomNumbers.between((fraction * fraction) >>> 31, Slots.LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE);
    }
}

package org.ccalloc.bench.program;

/**
 * Threads that come, leave some small blocks behind and end, again and again.
 *
 * <p>After mleak of the mimalloc project, where a thread has one small object: it tells whether memory of ended threads is lost, and
 * is about memory rather than time. Here, a thread has a thousand blocks, frees half of them, and the other half is freed by the thread that comes
 * after it, so that lost memory soon is much.
 */
final class Mleak implements Program {

    private static final int SLOTS = 1000;
    private static final int GENERATIONS = 4;
    private static final long GREATEST_BYTE_SIZE = 128;

    private final Setting setting;
    private final Slots[] tables;

    Mleak(Setting setting) {
        this.setting = setting;
        this.tables = setting.tables(SLOTS);
    }

    @Override
    public Outcome run() throws InterruptedException {
        Outcome sum = Outcome.NOTHING;
        for (int i = 0; i < GENERATIONS * setting.scale(); i++) {
            int generation = i;
            sum = sum.plus(Crew.run(setting.threads(), member -> work(generation, member)));
        }
        for (Slots table : tables) {
            sum = sum.plus(Outcome.of(table.emptyAll(), 0));
        }
        return sum;
    }

    private Outcome work(int generation, int member) {
        Slots table = tables[member];
        long x = setting.start(generation * setting.threads() + member);
        long sum = table.emptyAll();
        for (int slot = 0; slot < SLOTS; slot++) {
            x = RandomNumbers.next(x);
            table.fill(slot, RandomNumbers.between(x, Slots.LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE), x);
        }
        for (int slot = 0; slot < SLOTS; slot += 2) {
            sum += table.empty(slot);
        }
        return Outcome.of(sum, SLOTS);
    }
}

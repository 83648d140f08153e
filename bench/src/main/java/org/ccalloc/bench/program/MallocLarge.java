package org.ccalloc.bench.program;

/**
 * Blocks of 5 to 25 MiB, up to 20 of them live at a time, replaced at random by one thread.
 *
 * <p>After malloc-large by Stolyarov, of the mimalloc project. As there, only both ends of a block are written: what is
 * measured is how the memory is got and given back.
 */
final class MallocLarge implements Program {

    private static final int SLOTS = 20;
    private static final int STEPS = 50;

    private final Setting setting;
    private final Slots[] tables;

    MallocLarge(Setting setting) {
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
            table.fill(slot, RandomNumbers.between(x, 5 << 20, 25 << 20), x);
        }
        return Outcome.of(sum + table.emptyAll(), steps);
    }
}

package org.ccalloc.bench.program;

/**
 * A server whose threads come and go, and leave their blocks to others.
 *
 * <p>After Larson and Krishnan, "Memory allocation for long-running server applications", ISMM 1998: a thread replaces random
 * blocks of its window for a while, then starts another thread that takes the window over, and ends. Theirs counts what it can
 * do in a given time; ours does a given number of replacements, and a thread begins when the one before has ended.
 */
final class Larson implements Program {

    private static final int SLOTS = 5000;
    private static final int GENERATIONS = 4;
    private static final int REPLACEMENTS = 2500;
    private static final long GREATEST_BYTE_SIZE = 1000;

    private final Setting setting;
    private final Slots[] windows;

    Larson(Setting setting) {
        this.setting = setting;
        this.windows = setting.tables(SLOTS);
    }

    @Override
    public Outcome run() throws InterruptedException {
        return Crew.run(setting.threads(), this::serve);
    }

    private Outcome serve(int lane) throws InterruptedException {
        Outcome sum = Outcome.NOTHING;
        for (int i = 0; i < GENERATIONS; i++) {
            int generation = i;
            sum = sum.plus(Crew.run(1, _ -> generation(lane, generation)));
        }
        return sum;
    }

    private Outcome generation(int lane, int generation) {
        Slots window = windows[lane];
        long x = setting.start(lane * GENERATIONS + generation);
        int first = generation == 0 ? SLOTS : 0;
        for (int slot = 0; slot < first; slot++) {
            x = RandomNumbers.next(x);
            window.fill(slot, RandomNumbers.between(x, Slots.LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE), x);
        }
        int replacements = REPLACEMENTS * setting.scale();
        long sum = 0;
        for (int i = 0; i < replacements; i++) {
            x = RandomNumbers.next(x);
            int slot = RandomNumbers.below(x, SLOTS);
            sum += window.empty(slot);
            window.fill(slot, RandomNumbers.between(x, Slots.LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE), x);
        }
        if (generation == GENERATIONS - 1) {
            sum += window.emptyAll();
        }
        return Outcome.of(sum, first + replacements);
    }
}

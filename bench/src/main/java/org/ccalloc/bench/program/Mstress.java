package org.ccalloc.bench.program;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Generations of threads whose blocks go from one to another, and some of whose blocks outlive them.
 *
 * <p>After mstress of the mimalloc project: sizes are mostly powers of two, threads have unequal amounts of work and all end
 * together, and what lies in a common table then is left to the next generation. There, threads exchange blocks by an atomic
 * exchange of pointers; ours takes a lock for each place of the table, since a slot is more than a pointer. Ours does not keep
 * some blocks for the life of a thread.
 */
final class Mstress implements Program {

    private static final int GENERATIONS = 4;
    private static final int SLOTS = 500;
    private static final int TRANSFERS = 256;
    private static final int STEPS = 500;
    private static final int UNEQUAL = 4;

    private final Setting setting;
    private final Slots[] tables;
    private final Slots transfer;
    private final AtomicIntegerArray locks = new AtomicIntegerArray(TRANSFERS);

    Mstress(Setting setting) {
        this.setting = setting;
        this.tables = setting.tables(SLOTS);
        this.transfer = setting.blocks().newSlots(TRANSFERS);
    }

    @Override
    public Outcome run() throws InterruptedException {
        Outcome sum = Outcome.NOTHING;
        for (int i = 0; i < GENERATIONS; i++) {
            int generation = i;
            sum = sum.plus(Crew.run(setting.threads(), member -> work(generation, member)));
            for (int place = generation % 2; place < TRANSFERS; place += 2) {
                sum = sum.plus(Outcome.of(transfer.empty(place), 0));
            }
        }
        return sum.plus(Outcome.of(transfer.emptyAll(), 0));
    }

    private Outcome work(int generation, int member) {
        Slots table = tables[member];
        long x = setting.start(generation * setting.threads() + member);
        int steps = STEPS * setting.scale() * (1 + member % UNEQUAL);
        long sum = 0;
        for (int i = 0; i < steps; i++) {
            x = RandomNumbers.next(x);
            int slot = RandomNumbers.below(x, SLOTS);
            sum += table.empty(slot);
            table.fill(slot, byteSize(x), x);
            if ((x & 0x700) == 0) {
                exchange(table, slot, (int) (x >>> 11) & (TRANSFERS - 1));
            }
        }
        return Outcome.of(sum + table.emptyAll(), steps);
    }

    /** Mostly 8 bytes to 4 KiB; one in 64 is up to 64 KiB. */
    private static long byteSize(long x) {
        return (x & 0x3f) == 0 ? 8192L << ((x >>> 6) & 3) : 8L << RandomNumbers.fewBelow(x >>> 16, 10);
    }

    private void exchange(Slots table, int slot, int place) {
        while (!locks.weakCompareAndSetAcquire(place, 0, 1)) {
            Thread.onSpinWait();
        }
        table.swap(slot, transfer, place);
        locks.setRelease(place, 0);
    }
}

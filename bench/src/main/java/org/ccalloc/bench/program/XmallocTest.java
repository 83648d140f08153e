package org.ccalloc.bench.program;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that only allocate, and others that only free.
 *
 * <p>After xmalloc-test by Lever and Boreham, "Malloc() performance in a multithreaded Linux environment", USENIX 2000, in the
 * version of SuperMalloc: blocks of many sizes go in batches through a queue from the ones to the others. Theirs has as many of both
 * and runs for a given time, with a queue that may grow; ours has a given number of blocks, and a fixed number of batches.
 */
final class XmallocTest implements Program {

    private static final int BATCH = 100;
    private static final int BATCHES = 40;
    private static final int LEAST_BITS = 3;
    private static final int SIZES = 6;

    private final Setting setting;
    private final int producers;
    private final BlockingQueue<Slots> full;
    private final BlockingQueue<Slots> unused;

    XmallocTest(Setting setting) {
        this.setting = setting;
        this.producers = setting.threads() / 2;
        int batches = 4 * setting.threads();
        this.full = new ArrayBlockingQueue<>(batches);
        this.unused = new ArrayBlockingQueue<>(batches);
        for (int i = 0; i < batches; i++) {
            unused.add(setting.blocks().newSlots(BATCH));
        }
    }

    @Override
    public Outcome run() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(producers * batches());
        return Crew.run(setting.threads(), member -> member < producers ? produce(member) : consume(left));
    }

    private int batches() {
        return BATCHES * setting.scale();
    }

    private Outcome produce(int member) throws InterruptedException {
        long x = setting.start(member);
        for (int i = 0; i < batches(); i++) {
            Slots batch = unused.take();
            for (int slot = 0; slot < BATCH; slot++) {
                x = RandomNumbers.next(x);
                batch.fill(slot, RandomNumbers.withBits(x, LEAST_BITS + RandomNumbers.below(x, SIZES)), x);
            }
            full.put(batch);
        }
        return Outcome.of(0, (long) batches() * BATCH);
    }

    private Outcome consume(AtomicInteger left) throws InterruptedException {
        long sum = 0;
        while (left.getAndDecrement() > 0) {
            Slots batch = full.take();
            sum += batch.emptyAll();
            unused.put(batch);
        }
        return Outcome.of(sum, 0);
    }
}

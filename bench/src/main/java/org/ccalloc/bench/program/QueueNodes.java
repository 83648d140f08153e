package org.ccalloc.bench.program;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.RawMemory;

/**
 * The nodes of a lock-free queue: some threads allocate and append them, one takes them out and retires them, and a third kind of thread
 * frees them; an operation is a node.
 *
 * <p>The queue is Vyukov's, for many producers and one consumer: a producer exchanges the tail and then links what was there to its own
 * node. A node is retired once it is no longer the head, and then nobody else has its address: its successor was linked before.
 *
 * <pre>
 *   node   next | value | producer | not touched     40 bytes on cache lines of its own
 * </pre>
 */
final class QueueNodes implements Program {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long BYTE_SIZE = 40;
    private static final int NEXT = 0;
    private static final int VALUE = 8;
    private static final int PRODUCER = 16;
    private static final int NODES = 2000;
    private static final int AHEAD = 512;
    private static final int BATCH = 64;
    private static final int BATCHES = 16;
    private static final int SPINS = 200;

    /** Counters of different threads are so many longs apart. */
    private static final int APART = 16;

    private final Setting setting;
    private final int producers;
    private final int nodes;

    /** How many nodes of each producer were taken out. */
    private final long[] taken;

    private final AtomicLong tail = new AtomicLong();
    private final BlockingQueue<long[]> retired = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<long[]> unused = new ArrayBlockingQueue<>(BATCHES);

    QueueNodes(Setting setting) {
        this.setting = setting;
        this.producers = setting.threads() - 2;
        this.nodes = NODES * setting.scale();
        this.taken = new long[APART * (producers + 1)];
        for (int i = 0; i < BATCHES; i++) {
            unused.add(new long[BATCH]);
        }
    }

    @Override
    public Outcome run() throws InterruptedException {
        long first = newNode(0, 0);
        tail.set(first);
        Arrays.fill(taken, 0);
        Outcome outcome = Crew.run(setting.threads(), member -> switch (member) {
            case 0 -> consume(first);
            case 1 -> reclaim();
            default -> produce(member - 2);
        });
        // Whose node is the last is a matter of chance.
        return outcome.plus(Outcome.of(free(tail.get()), 1));
    }

    private long newNode(long value, long producer) {
        long node = setting.blocks().allocateNode(BYTE_SIZE);
        RawMemory.putLong(node + NEXT, 0);
        RawMemory.putLong(node + VALUE, value);
        RawMemory.putLong(node + PRODUCER, producer);
        return node;
    }

    private Outcome produce(int producer) throws InterruptedException {
        long x = setting.start(producer);
        int ofMine = APART * (producer + 1);
        for (int i = 0; i < nodes; i++) {
            x = RandomNumbers.next(x);
            for (int spins = 1; i - (long) LONGS.getAcquire(taken, ofMine) >= AHEAD; spins++) {
                pause(spins);
            }
            long node = newNode(x, ofMine);
            long before = tail.getAndSet(node);
            RawMemory.putLongRelease(before + NEXT, node);
        }
        return Outcome.of(0, nodes);
    }

    private Outcome consume(long first) throws InterruptedException {
        long head = first;
        long sum = 0;
        long[] batch = unused.take();
        int filled = 0;
        long count = (long) producers * nodes;
        for (long i = 0; i < count; i++) {
            long next = RawMemory.getLongAcquire(head + NEXT);
            for (int spins = 1; next == 0; spins++) {
                pause(spins);
                next = RawMemory.getLongAcquire(head + NEXT);
            }
            sum += RawMemory.getLong(next + VALUE);
            int ofProducer = (int) RawMemory.getLong(next + PRODUCER);
            LONGS.setRelease(taken, ofProducer, taken[ofProducer] + 1);
            batch[filled++] = head;
            head = next;
            if (filled == BATCH) {
                retired.put(batch);
                batch = unused.take();
                filled = 0;
            }
        }
        batch[filled] = 0;
        retired.put(batch);
        return Outcome.of(sum, 0);
    }

    /** The last batch is the one that is not full. */
    private Outcome reclaim() throws InterruptedException {
        long sum = 0;
        boolean last = false;
        while (!last) {
            long[] batch = retired.take();
            for (int i = 0; i < BATCH && !last; i++) {
                last = batch[i] == 0;
                if (!last) {
                    sum += free(batch[i]);
                }
            }
            unused.put(batch);
        }
        return Outcome.of(sum, 0);
    }

    private long free(long node) {
        long sum = RawMemory.getLong(node + VALUE) ^ BYTE_SIZE;
        setting.blocks().freeNode(node, BYTE_SIZE);
        return sum;
    }

    /** Yields now and then: the other thread may be waiting for this very processor. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void pause(int spins) throws InterruptedException {
        if (spins % SPINS != 0) {
            Thread.onSpinWait();
            return;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("another thread failed");
        }
        Thread.yield();
    }
}

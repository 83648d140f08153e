package org.ccalloc.bench.safepoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/** Acts out a scenario and remembers when the allocator was at work and which of its calls were long. */
final class ScenarioRun {

    private static final int PAGE_BYTE_SIZE = 4096;
    private static final int SMALL_SLOTS = 2000;

    /**
     * A time in which the allocator was called all the while.
     *
     * @param fromNanoTime its begin
     * @param toNanoTime its end
     */
    record Phase(long fromNanoTime, long toNanoTime) {}

    private final Scenario scenario;
    private final CcAllocator allocator;
    private final boolean writes;
    private final int blocks;
    private final long byteSize;
    private final long settleMillis;
    private final TimedCalls calls;
    private final List<TimedCalls> allCalls = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param scenario which
     * @param contender on what
     * @param divisor makes the amount of memory smaller
     * @param settleMillis how long small blocks come and go afterwards
     */
    ScenarioRun(Scenario scenario, String contender, int divisor, long settleMillis) {
        this.scenario = scenario;
        this.writes = scenario != Scenario.NO_ALLOCATOR;
        this.allocator = writes ? Contenders.open(contender) : new NoAllocator();
        this.blocks = scenario.blocks(divisor);
        this.byteSize = scenario.byteSize(divisor);
        this.settleMillis = settleMillis;
        this.calls = newCalls();
    }

    void run() throws InterruptedException, ExecutionException {
        smallBlocks(calls, settleMillis / 2);
        calls.forget();
        switch (scenario) {
            case NO_ALLOCATOR -> {}
            case CALLOC -> {
                long[] address = new long[1];
                phase(() -> address[0] = calls.calloc(byteSize));
                write(address[0], 1);
                phase(() -> calls.free(address[0], byteSize));
            }
            case ONE_BLOCK, IN_ORDER -> free(calls, allocate(calls));
            case SHUFFLED -> free(calls, shuffled(allocate(calls)));
            case OTHER_THREAD -> {
                long[] addresses = shuffled(allocate(calls));
                inAnotherThread(other -> {
                    free(other, addresses);
                    phase(() -> smallBlocks(other, settleMillis / 4));
                    return addresses;
                });
            }
            case TRIM -> {
                free(calls, allocate(calls));
                phase(calls::trim);
            }
            case THREAD_END -> {
                long[] addresses = inAnotherThread(this::allocate);
                phase(() -> smallBlocks(calls, settleMillis / 4));
                free(calls, addresses);
            }
        }
        phase(() -> smallBlocks(calls, settleMillis));
    }

    /** Calls first, then the pages, so that page faults of our own are not taken for the allocator's. */
    private long[] allocate(TimedCalls by) {
        long[] addresses = new long[blocks];
        phase(() -> {
            for (int i = 0; i < blocks; i++) {
                addresses[i] = by.alloc(byteSize);
            }
        });
        for (long address : addresses) {
            write(address, byteSize);
        }
        return addresses;
    }

    private void free(TimedCalls by, long[] addresses) {
        phase(() -> {
            for (long address : addresses) {
                by.free(address, byteSize);
            }
        });
    }

    /** Blocks come and go: most below 1000 bytes, some up to 32 KiB, a few nearly as large as a short call may be. */
    private void smallBlocks(TimedCalls by, long millis) {
        Random random = new Random(millis);
        long[] addresses = new long[SMALL_SLOTS];
        long[] byteSizes = new long[SMALL_SLOTS];
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            int slot = random.nextInt(SMALL_SLOTS);
            if (addresses[slot] != 0) {
                by.free(addresses[slot], byteSizes[slot]);
            }
            int dice = random.nextInt(1000);
            byteSizes[slot] = dice == 0 ? 900_000 : 16 + random.nextInt(dice < 20 ? 32 << 10 : 1000);
            addresses[slot] = by.alloc(byteSizes[slot]);
            write(addresses[slot], 1);
        }
        for (int slot = 0; slot < SMALL_SLOTS; slot++) {
            if (addresses[slot] != 0) {
                by.free(addresses[slot], byteSizes[slot]);
            }
        }
    }

    private void write(long address, long bytes) {
        for (long offset = 0; writes && offset < bytes; offset += PAGE_BYTE_SIZE) {
            RawMemory.putLong(address + offset, offset);
        }
    }

    private static long[] shuffled(long[] addresses) {
        Random random = new Random(addresses.length);
        for (int i = addresses.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long address = addresses[i];
            addresses[i] = addresses[other];
            addresses[other] = address;
        }
        return addresses;
    }

    /** What a thread does with calls of its own. */
    private interface ThreadBody {
        long[] run(TimedCalls calls);
    }

    private long[] inAnotherThread(ThreadBody body) throws InterruptedException, ExecutionException {
        TimedCalls ofThread = newCalls();
        FutureTask<long[]> task = new FutureTask<>(() -> body.run(ofThread));
        Thread thread = new Thread(task, "scenario");
        thread.start();
        thread.join();
        return task.get();
    }

    private TimedCalls newCalls() {
        TimedCalls made = new TimedCalls(allocator);
        allCalls.add(made);
        return made;
    }

    private void phase(Runnable body) {
        long from = System.nanoTime();
        body.run();
        phases.add(new Phase(from, System.nanoTime()));
    }

    List<Phase> phases() {
        return phases;
    }

    List<Call> longCalls() {
        return allCalls.stream().flatMap(one -> one.remembered().stream()).toList();
    }

    long longestShortCpuNanos() {
        return allCalls.stream()
                .mapToLong(TimedCalls::longestShortCpuNanos)
                .max()
                .orElse(0);
    }
}

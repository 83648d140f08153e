package org.ccalloc.bench.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.resident.ResidentMemory;
import org.ccalloc.spi.CcAllocator;
import tools.jackson.jr.ob.JSON;

/**
 * Many virtual threads that all have blocks at the same time: each allocates some, waits until all have, and frees them, most likely on
 * another carrier. Prints one line of JSON.
 */
public final class VirtualThreadsMain {

    private static final int ARGUMENTS = 3;
    private static final int BLOCKS_EACH = 10;
    private static final long GREATEST_BYTE_SIZE = 1000;
    private static final int WARM_UPS = 3;

    private final CcAllocator allocator;
    private final int threads;
    private final long seed;

    private VirtualThreadsMain(CcAllocator allocator, int threads, long seed) {
        this.allocator = allocator;
        this.threads = threads;
        this.seed = seed;
    }

    /**
     * Runs.
     *
     * @param words contender, how many threads, seed
     * @throws InterruptedException never: nobody interrupts
     * @throws ExecutionException if a thread fails
     * @throws IOException never
     */
    public static void main(String[] words) throws InterruptedException, ExecutionException, IOException {
        if (words.length != ARGUMENTS) {
            throw new IllegalArgumentException("arguments: count=" + words.length + " (expected " + ARGUMENTS + ")");
        }
        System.out.println(JSON.std.asString(
                run(Contenders.open(words[0]), Integer.parseInt(words[1]), Long.parseUnsignedLong(words[2]))));
    }

    /**
     * Runs all threads some times, of which the last counts.
     *
     * @param allocator whose blocks
     * @param threads how many
     * @param seed of the random numbers
     * @return the figures, by name
     * @throws InterruptedException if this thread is interrupted
     * @throws ExecutionException if a thread fails
     */
    static Map<String, Object> run(CcAllocator allocator, int threads, long seed)
            throws InterruptedException, ExecutionException {
        VirtualThreadsMain all = new VirtualThreadsMain(allocator, threads, seed);
        ResidentMemory before = ResidentMemory.now();
        for (int i = 0; i < WARM_UPS; i++) {
            all.run();
        }
        ResidentMemory.resetPeak();
        long begin = System.nanoTime();
        long checksum = all.run();
        long elapsed = System.nanoTime() - begin;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("wallNanos", (double) elapsed / ((long) threads * BLOCKS_EACH));
        long peak = ResidentMemory.peakSince(before);
        if (peak > 0) {
            figures.put("peakBytes", peak);
        }
        figures.put("checksum", Long.toHexString(checksum));
        return figures;
    }

    private long run() throws InterruptedException, ExecutionException {
        CountDownLatch full = new CountDownLatch(threads);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> sums = new ArrayList<>(threads);
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                sums.add(executor.submit(() -> work(number, full)));
            }
            long sum = 0;
            for (Future<Long> one : sums) {
                sum += one.get();
            }
            return sum;
        }
    }

    private long work(int number, CountDownLatch full) throws InterruptedException {
        try {
            Slots slots = new AllocatorBlocks(allocator).newSlots(BLOCKS_EACH);
            long x = RandomNumbers.start(seed, number);
            for (int slot = 0; slot < BLOCKS_EACH; slot++) {
                x = RandomNumbers.next(x);
                slots.fill(slot, RandomNumbers.between(x, Slots.LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE), x);
            }
            full.countDown();
            full.await();
            return slots.emptyAll();
        } finally {
            // The others do not wait for one that failed.
            full.countDown();
        }
    }
}

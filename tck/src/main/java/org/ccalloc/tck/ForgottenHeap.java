package org.ccalloc.tck;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/**
 * A program that forgets a heap of an allocator, for tests of E13: threads use the heap and live on, and nobody closes it. In a
 * JVM of its own, which memory that has gone would end.
 */
public final class ForgottenHeap {

    /** What kind of heap. */
    public enum Kind {
        /** One that grows. */
        GROWING,
        /** One of fixed capacity. */
        FIXED,
        /** One inside memory of an automatic arena. */
        INSIDE;

        private HeapOptions options(String name) {
            HeapOptions options = HeapOptions.named(name);
            return switch (this) {
                case GROWING -> options;
                case FIXED -> options.withFixedCapacity(BYTE_CAPACITY);
                case INSIDE -> options.inside(Arena.ofAuto().allocate(BYTE_CAPACITY));
            };
        }
    }

    /** So large that the C library gives it back to the system at once. */
    private static final long BYTE_CAPACITY = 4 << 20;

    private static final int THREADS = 3;
    private static final int BLOCKS = 100;
    private static final long BLOCK_BYTE_SIZE = 1000;
    private static final long MOST_SECONDS = 60;

    private ForgottenHeap() {}

    // ------------------------------------------------------------------------------- in the test's process

    /**
     * Fails unless a heap that is forgotten is reported once, as a warning of the logger {@code org.ccalloc}, with the place that
     * made it, and its blocks can be read after that.
     *
     * @param allocator what makes the heap, which {@link CcAllocators} finds
     * @param kind what kind of heap
     */
    public static void expectReport(CcAllocator allocator, Kind kind) {
        ChildJvm.Result result = new ChildJvm(ForgottenHeap.class, allocator.getClass(), CcAllocator.class)
                .flags("--enable-native-access=ALL-UNNAMED", "-Xmx64m")
                .flags("-Djava.util.logging.SimpleFormatter.format=%3$s %4$s %5$s%n")
                .run(allocator.name(), kind.name());
        List<String> reports = result.output()
                .lines()
                .filter(line -> line.contains("heap: name=forgotten, "))
                .toList();
        String place = ForgottenHeap.class.getName() + ".forget(";
        if (result.exitStatus() != 0
                || reports.size() != 1
                || !reports.getFirst()
                        .startsWith("org.ccalloc WARNING heap: name=forgotten, allocator=" + allocator.name())
                || !reports.getFirst().contains(", created at " + place)) {
            throw new AssertionError("forgotten heap: allocator=" + allocator.name() + ", kind=" + kind
                    + ", exit status="
                    + result.exitStatus() + ", reports=" + reports + " (expected 0, and one report, created at " + place
                    + "...), output: " + result.output());
        }
    }

    // ---------------------------------------------------------------------------------- in its own process

    /**
     * Forgets a heap, and then another one: what is forgotten later is reported later.
     *
     * @param arguments the allocator's name, and the kind
     * @throws InterruptedException never
     * @throws ExecutionException if the allocator fails
     */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        PrintStream console = System.err;
        var log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            forgetTwo(CcAllocators.named(arguments[0]), Kind.valueOf(arguments[1]), log);
        } finally {
            System.setErr(console);
            console.print(log.toString(StandardCharsets.UTF_8));
        }
    }

    private static void forgetTwo(CcAllocator allocator, Kind kind, ByteArrayOutputStream log)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().factory());
        List<Long> blocks = forget(allocator, kind.options("forgotten"), threads);
        collectUntil(log, "name=forgotten");
        forget(allocator, kind.options("later"), threads);
        collectUntil(log, "name=later");
        for (long block : blocks) {
            if (RawMemory.getLong(block) != block || RawMemory.getLong(block + BLOCK_BYTE_SIZE - 8) != ~block) {
                throw new AssertionError(
                        "forgotten heap: block=0x" + Long.toHexString(block) + " (expected what was written to it)");
            }
        }
    }

    private static List<Long> forget(CcAllocator allocator, HeapOptions options, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        CcHeap heap = allocator.newHeap(options);
        List<Callable<List<Long>>> uses = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            uses.add(() -> use(heap));
        }
        List<Long> blocks = new ArrayList<>(use(heap));
        for (Future<List<Long>> used : threads.invokeAll(uses)) {
            blocks.addAll(used.get());
        }
        return blocks;
    }

    private static List<Long> use(CcHeap heap) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            long block = heap.allocOrThrow(BLOCK_BYTE_SIZE);
            RawMemory.putLong(block, block);
            RawMemory.putLong(block + BLOCK_BYTE_SIZE - 8, ~block);
            blocks.add(block);
            heap.free(heap.allocOrThrow(BLOCK_BYTE_SIZE), BLOCK_BYTE_SIZE);
        }
        return blocks;
    }

    private static void collectUntil(ByteArrayOutputStream log, String report) {
        long start = System.nanoTime();
        while (!log.toString(StandardCharsets.UTF_8).contains(report)) {
            System.gc();
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                throw new AssertionError("forgotten heap: " + report + " (expected a report), log: " + log);
            }
        }
    }
}

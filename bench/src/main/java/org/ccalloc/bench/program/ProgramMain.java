package org.ccalloc.bench.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.resident.ResidentMemory;
import org.ccalloc.bench.sampling.Trend;
import tools.jackson.jr.ob.JSON;

/**
 * Times one program on one contender and prints one line of JSON; {@code main.c} does the same in C.
 *
 * <p>First the program runs until the time for the warm-up is over and runs no longer become faster, then samples are taken: each is as many runs as it takes, and all
 * runs must end with the same checksum. The peak of resident memory is that of the time of the samples, above what was resident
 * before the first run.
 */
public final class ProgramMain {

    private static final int ARGUMENTS = 9;
    static final int LATEST_RUNS = 5;

    /** However slow they are. */
    static final int LEAST_RUNS = 3;

    private static final long MOST_TIMES_AS_LONG = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Program program;
    private final Outcome first;

    private ProgramMain(Program program) throws InterruptedException {
        this.program = program;
        this.first = program.run();
    }

    /** Nanoseconds for an operation, and what its threads left on the Java heap. */
    record Sample(double wallNanos, double cpuNanos, double garbageBytes) {}

    /**
     * Runs.
     *
     * @param words contender, whether it keeps statistics, program, threads, seed, scale, and three numbers of the sampling
     * @throws Exception if the program fails
     */
    public static void main(String[] words) throws Exception {
        if (words.length != ARGUMENTS) {
            throw new IllegalArgumentException("arguments: count=" + words.length + " (expected " + ARGUMENTS + ")");
        }
        BlockSource blocks = BlockSources.open(words[0], Boolean.parseBoolean(words[1]));
        Setting setting = new Setting(
                blocks, Integer.parseInt(words[3]), Long.parseUnsignedLong(words[4]), Integer.parseInt(words[5]));
        Program program = ProgramKind.named(words[2]).open(setting);
        time(program, Integer.parseInt(words[6]), Integer.parseInt(words[7]), Integer.parseInt(words[8]));
    }

    private static void time(Program program, int warmUpMillis, int sampleCount, int sampleMillis)
            throws InterruptedException, IOException {
        long begin = System.nanoTime();
        // The clocks and this class itself are in memory before it is measured.
        ThreadCost.cpuNanos();
        ResidentMemory before = ResidentMemory.now();
        ProgramMain main = new ProgramMain(program);
        List<Sample> warmUp = new ArrayList<>();
        while (!isWarm(warmUp, System.nanoTime() - begin, warmUpMillis * NANOS_PER_MILLI)) {
            warmUp.add(main.sample(0));
        }
        ResidentMemory.settle();
        main.sample(0);
        ResidentMemory.resetPeak();
        List<Sample> samples = main.samples(sampleCount, sampleMillis * NANOS_PER_MILLI);
        main.print(samples, warmUp, ResidentMemory.peakSince(before));
    }

    /** Not before the time for it is over, and not while runs become faster, unless that takes several times as long. */
    static boolean isWarm(List<Sample> runs, long elapsedNanos, long warmUpNanos) {
        if (runs.size() >= LEAST_RUNS && elapsedNanos > MOST_TIMES_AS_LONG * warmUpNanos) {
            return true;
        }
        if (runs.size() < LATEST_RUNS || elapsedNanos < warmUpNanos) {
            return false;
        }
        double[] latest = runs.subList(runs.size() - LATEST_RUNS, runs.size()).stream()
                .mapToDouble(Sample::wallNanos)
                .toArray();
        return !Trend.of(latest).isFalling();
    }

    /** Fewer, if a single run takes much longer than a sample should. */
    private List<Sample> samples(int count, long leastNanos) throws InterruptedException {
        List<Sample> samples = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            samples.add(sample(leastNanos));
        } while (samples.size() < count && System.nanoTime() - begin < MOST_TIMES_AS_LONG * count * leastNanos);
        return samples;
    }

    private Sample sample(long leastNanos) throws InterruptedException {
        long begin = System.nanoTime();
        Outcome sum = Outcome.NOTHING;
        long elapsed;
        do {
            Outcome outcome = program.run();
            if (outcome.checksum() != first.checksum() || outcome.operations() != first.operations()) {
                throw new IllegalStateException("checksum=" + Long.toHexString(outcome.checksum()) + " (expected "
                        + Long.toHexString(first.checksum()) + ", as in the first run)");
            }
            sum = sum.plus(outcome);
            elapsed = System.nanoTime() - begin;
        } while (elapsed < leastNanos);
        double operations = sum.operations();
        return new Sample(elapsed / operations, sum.cpuNanos() / operations, sum.garbageBytes() / operations);
    }

    private void print(List<Sample> samples, List<Sample> warmUp, long peakBytes) throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("wallNanos", samples.stream().map(Sample::wallNanos).toList());
        figures.put("cpuNanos", samples.stream().map(Sample::cpuNanos).toList());
        figures.put("warmUpNanos", warmUp.stream().map(Sample::wallNanos).toList());
        figures.put(
                "garbageBytes",
                samples.stream().mapToDouble(Sample::garbageBytes).max().orElse(0));
        if (peakBytes > 0) {
            figures.put("peakBytes", peakBytes);
        }
        figures.put("checksum", Long.toHexString(first.checksum()));
        figures.put("operations", first.operations());
        System.out.println(JSON.std.asString(figures));
    }
}

package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.program.ProgramKind;

/** How time and memory grow with the number of live blocks, of platform threads and of virtual threads. */
public final class Scale implements Measurement {

    private static final String NAME = "scale";
    private static final String SEED = "42";
    private static final int MIB = 1 << 20;

    /** A JVM's start and end. */
    private static final int JVM_MILLIS = 1200;

    /** A block from its allocation to its end. */
    private static final int BLOCK_NANOS = 300;

    /** A virtual thread with its blocks, four times. */
    private static final int VIRTUAL_THREAD_NANOS = 80_000;

    /** What a block of 40 bytes and its slot take at most, whoever allocated it. */
    private static final long BYTES_OF_A_BLOCK = 112;

    private static final long BYTES_OF_A_SLOT = 16;
    private static final long BYTES_OF_A_VIRTUAL_THREAD = 6 << 10;
    private static final long BYTES_OF_A_PROCESS = 512L * MIB;
    private static final List<String> PEERS = List.of(Contenders.LWJGL, Contenders.UNSAFE);

    private final List<String> backends;
    private final int rounds;
    private final Workbench workbench;
    private final FreeMemory freeMemory;
    private final ProgramTrials programs;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * How far it goes.
     *
     * @param blocks numbers of live blocks
     * @param threads numbers of platform threads
     * @param virtualThreads numbers of virtual threads
     */
    public record Range(List<Integer> blocks, List<Integer> threads, List<Integer> virtualThreads) {

        /** As far as the project promises to look. */
        public static final Range FULL = new Range(
                List.of(1000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000),
                List.of(1, 4, 16, 64, 256),
                List.of(1000, 100_000));

        /** Some seconds for each contender. */
        public static final Range QUICK = new Range(List.of(1000, 100_000, 1_000_000), List.of(1, 16), List.of(10_000));

        /**
         * Keeps copies.
         *
         * @param blocks numbers of live blocks
         * @param threads numbers of platform threads
         * @param virtualThreads numbers of virtual threads
         */
        public Range {
            blocks = List.copyOf(blocks);
            threads = List.copyOf(threads);
            virtualThreads = List.copyOf(virtualThreads);
        }
    }

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param range how far it goes
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public Scale(List<String> backends, Range range, int rounds, Workbench workbench) {
        this(backends, range, rounds, workbench, FreeMemory.ofThisMachine());
    }

    Scale(List<String> backends, Range range, int rounds, Workbench workbench, FreeMemory freeMemory) {
        this.backends = List.copyOf(backends);
        this.rounds = rounds;
        this.workbench = workbench;
        this.freeMemory = freeMemory;
        this.programs = new ProgramTrials(workbench);
        range.blocks().forEach(this::addLiveBlocks);
        range.threads().forEach(this::addThreads);
        range.virtualThreads().forEach(this::addVirtualThreads);
    }

    private Set<String> libraries() {
        Set<String> libraries = new LinkedHashSet<>();
        backends.forEach(backend -> libraries.add(CBaseline.reference(backend)));
        libraries.add(CBaseline.LIBC);
        return libraries;
    }

    private List<String> inJava() {
        List<String> contenders = new ArrayList<>(backends);
        contenders.addAll(PEERS);
        return contenders;
    }

    private static String inC(String library) {
        return "C on " + library;
    }

    private void addLiveBlocks(int count) {
        String workload = "live blocks, " + count;
        long millis = count * (long) BLOCK_NANOS / 1_000_000 + JVM_MILLIS;
        for (String library : libraries()) {
            trials.add(new Trial(workload, inC(library), millis, _ -> {
                freeMemory.check(workload, memoryOf(count));
                return ofLiveBlocks(
                        workbench.baseline().programs().liveBlocks(library, count, SEED, Workbench.limit(millis)));
            }));
        }
        long heapMiB = count * BYTES_OF_A_SLOT / MIB + 128;
        for (String contender : inJava()) {
            List<String> command = ChildJvm.command(
                    workbench.classPath(),
                    ProgramTrials.flags(heapMiB),
                    "org.ccalloc.bench.program.LiveBlocksMain",
                    List.of(contender, "" + count, SEED));
            trials.add(new Trial(workload, contender, millis, _ -> {
                freeMemory.check(workload, memoryOf(count));
                return ofLiveBlocks(
                        ChildProcess.run(command, Workbench.limit(millis)).lastLine());
            }));
        }
    }

    private static long memoryOf(int count) {
        return count * BYTES_OF_A_BLOCK + BYTES_OF_A_PROCESS;
    }

    private static Figures ofLiveBlocks(String line) throws ChildFailedException {
        Printed printed = Printed.object(line);
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("allocNanos", printed.number("allocNanos").doubleValue());
        details.put("freeNanos", printed.number("freeNanos").doubleValue());
        double liveBytes = printed.number("liveBytes").doubleValue();
        details.put("liveMiB", liveBytes / MIB);
        if (printed.names().contains("residentBytes")) {
            double residentBytes = printed.number("residentBytes").doubleValue();
            details.put("residentMiB", residentBytes / MIB);
            details.put("residentToLive", residentBytes / liveBytes);
        }
        return new Figures(printed.number("replaceNanos").doubleValue(), details);
    }

    /** The work of all threads together stays about the same. */
    private void addThreads(int threads) {
        var program = new ProgramTrials.Case(
                ProgramKind.LARSON, threads, Math.max(1, ProgramKind.LARSON.timedScale() / threads));
        libraries().forEach(library -> trials.add(programs.inC(library, inC(library), program)));
        inJava().forEach(contender -> trials.add(programs.inJava(contender, false, contender, program)));
    }

    private void addVirtualThreads(int count) {
        long millis = count * (long) VIRTUAL_THREAD_NANOS / 1_000_000 + JVM_MILLIS;
        String workload = "virtual threads, " + count;
        for (String contender : inJava()) {
            List<String> command = ChildJvm.command(
                    workbench.classPath(),
                    ProgramTrials.flags(count * BYTES_OF_A_VIRTUAL_THREAD / MIB + 128),
                    "org.ccalloc.bench.program.VirtualThreadsMain",
                    List.of(contender, "" + count, SEED));
            trials.add(new Trial(workload, contender, millis, _ -> {
                freeMemory.check(workload, 2L * count * BYTES_OF_A_VIRTUAL_THREAD + BYTES_OF_A_PROCESS);
                return ofVirtualThreads(
                        ChildProcess.run(command, Workbench.limit(millis)).lastLine());
            }));
        }
    }

    private static Figures ofVirtualThreads(String line) throws ChildFailedException {
        Printed printed = Printed.object(line);
        Map<String, Double> details = new LinkedHashMap<>();
        if (printed.names().contains("peakBytes")) {
            details.put(Workloads.PEAK, printed.number("peakBytes").doubleValue() / MIB);
        }
        return new Figures(printed.number("wallNanos").doubleValue(), details);
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(trials, rounds);
    }

    @Override
    public Result run(Progress progress) {
        List<Series> series = Rounds.run(NAME, "ns", trials, rounds, progress);
        List<Finding> findings = new ArrayList<>();
        for (Series one : series) {
            if (backends.contains(one.contender())) {
                String reference = inC(CBaseline.reference(one.contender()));
                List<Series> sameWork = series.stream()
                        .filter(other -> other.workload().equals(one.workload()))
                        .toList();
                Optional<Finding> ratio = Series.of(reference, sameWork)
                        .flatMap(other -> Finding.ratio(one, other, OptionalDouble.empty()));
                ratio.ifPresent(findings::add);
            }
        }
        return new Result(
                NAME,
                "Nanoseconds to replace a random one of many live blocks of 16 to 64 bytes, with resident memory beside live bytes in the"
                        + " details; for one operation of larson with many threads; and for a block of one of many virtual threads that"
                        + " all have ten at the same time.",
                series,
                findings);
    }
}

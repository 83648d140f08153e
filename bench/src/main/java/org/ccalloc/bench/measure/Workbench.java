package org.ccalloc.bench.measure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.replay.ReplayMain;
import org.ccalloc.bench.sampling.Sampling;
import org.ccalloc.bench.sampling.SamplingMain;
import org.ccalloc.bench.workload.WorkloadSpecification;

/**
 * What measurements work with.
 *
 * @param classPath of the children
 * @param directory for what lasts as long as the run
 * @param baseline the C program
 * @param sampling how long a timed run takes
 */
public record Workbench(ClassPath classPath, Path directory, CBaseline baseline, Sampling sampling) {

    private static final String VALUE = "wallNanos";

    /** A JVM's start and end, on a slow day. */
    private static final int JVM_MILLIS = 500;

    /** Of a run that looks at memory. */
    private static final int MEMORY_MILLIS = 2000;

    private static final double MEBI = 1 << 20;
    private static final String SAMPLING_MAIN = "org.ccalloc.bench.sampling.SamplingMain";
    private static final String CLIENT_MEMORY_MAIN = "org.ccalloc.bench.client.ClientMemoryMain";
    private static final int HEAP_MEBIBYTES_OF_CLIENTS = 128;

    /** How many random sequences of buffers a round has. */
    private static final int SEEDS = 2;

    private static final String REPLAY_MAIN = "org.ccalloc.bench.replay.ReplayMain";
    private static final Duration LEAST_LIMIT = Duration.ofMinutes(2);

    /**
     * The same with runs of another length.
     *
     * @param other how long a timed run takes
     * @return another workbench
     */
    public Workbench with(Sampling other) {
        return new Workbench(classPath, directory, baseline, other);
    }

    /**
     * The same with another class path.
     *
     * @param other where the classes of children are
     * @return another workbench
     */
    Workbench with(ClassPath other) {
        return new Workbench(other, directory, baseline, sampling);
    }

    /**
     * A timed run in Java.
     *
     * @param contender what to measure
     * @param label how to call it in the report
     * @param statistics whether it keeps statistics
     * @param threads how many threads
     * @param workload doing what
     * @return the trial; its values are nanoseconds per operation
     */
    Trial timed(String contender, String label, boolean statistics, int threads, WorkloadSpecification workload) {
        return timed(List.of(), contender, label, statistics, threads, workload);
    }

    /**
     * A timed run in Java, with JVM flags.
     *
     * @param flags further flags of the JVM
     * @param contender what to measure
     * @param label how to call it in the report
     * @param statistics whether it keeps statistics
     * @param threads how many threads
     * @param workload doing what
     * @return the trial; its values are nanoseconds per operation
     */
    Trial timed(
            List<String> flags,
            String contender,
            String label,
            boolean statistics,
            int threads,
            WorkloadSpecification workload) {
        List<String> arguments = SamplingMain.arguments(contender, statistics, threads, sampling, workload);
        return new Trial(
                workload.toString(),
                label,
                sampling.millis() + JVM_MILLIS,
                _ -> medians(inJava(contender, flags, SAMPLING_MAIN, arguments, sampling.millis())));
    }

    private String inJava(
            String contender, List<String> flags, String mainClass, List<String> arguments, long expectedMillis)
            throws ChildFailedException {
        List<String> allFlags = new ArrayList<>(flags);
        Map<String, String> environment = Map.of();
        if (Contenders.isBare(contender)) {
            allFlags.add("-D" + Contenders.BARE_LIBRARY_PROPERTY + "=" + baseline.library("mimalloc"));
            environment = CBaseline.environment(CBaseline.AS_WE_SET_IT);
        }
        List<String> command = ChildJvm.repeatedCommand(classPath, directory, allFlags, mainClass, arguments);
        return ChildProcess.run(command, environment, limit(expectedMillis)).lastLine();
    }

    /**
     * A timed run in C.
     *
     * @param backend whose library
     * @param label how to call it in the report
     * @param threads how many threads
     * @param workload doing what
     * @return the trial; its values are nanoseconds per operation
     */
    Trial timedInC(String backend, String label, int threads, WorkloadSpecification workload) {
        return new Trial(
                workload.toString(),
                label,
                sampling.millis(),
                _ -> medians(baseline.time(backend, threads, sampling.words(), workload, limit(sampling.millis()))));
    }

    /**
     * A plan, timed in Java.
     *
     * @param plan what to do
     * @param name of the trace
     * @param contender what to measure
     * @param label how to call it in the report
     * @param statistics whether it keeps statistics
     * @return the trial; its values are nanoseconds per operation
     */
    Trial replayed(Path plan, String name, String contender, String label, boolean statistics) {
        List<String> arguments = ReplayMain.timing(contender, statistics, plan, sampling);
        return new Trial(
                name,
                label,
                sampling.millis() + JVM_MILLIS,
                _ -> medians(inJava(contender, List.of(), REPLAY_MAIN, arguments, sampling.millis())));
    }

    /**
     * A plan, timed in C.
     *
     * @param plan what to do
     * @param name of the trace
     * @param library a backend, or the C library
     * @param label how to call it in the report
     * @return the trial; its values are nanoseconds per operation
     */
    Trial replayedInC(Path plan, String name, String library, String label) {
        Sampling inC = new Sampling(sampling.warmUpMillis() / 3, sampling.samples(), sampling.sampleMillis());
        return new Trial(
                name,
                label,
                inC.millis(),
                _ -> medians(baseline.replay().time(library, plan, inC.words(), limit(inC.millis()))));
    }

    /**
     * The memory that a plan takes in Java. The JVM has compiled the code before, and its heap is resident from the start:
     * what becomes resident is the allocator's.
     *
     * @param plan what to do
     * @param name of the trace
     * @param contender what to measure
     * @param label how to call it in the report
     * @param javaHeapMebibytes what the Java heap needs
     * @return the trial; its values are bytes resident for each byte live, both at their peaks
     */
    Trial memoryOf(Path plan, String name, String contender, String label, int javaHeapMebibytes) {
        List<String> flags = flagsForMemory(javaHeapMebibytes);
        return new Trial(
                name,
                label,
                MEMORY_MILLIS,
                _ -> memory(List.of(
                        inJava(contender, flags, REPLAY_MAIN, ReplayMain.memory(contender, plan), MEMORY_MILLIS))));
    }

    /**
     * The memory that buffers of a client take. Where a buffer comes to lie decides where the next one does: other random numbers
     * make some percent of difference. So a run is several processes, each with others, and the next round has others again.
     *
     * @param client whose buffers
     * @param contender on what
     * @param flags further flags of the JVM
     * @param liveMebibytes how much is live
     * @return the trial; its values are bytes resident for each byte live, both at their peaks, of all processes together
     */
    Trial memoryOfBuffers(String client, String contender, List<String> flags, int liveMebibytes) {
        List<String> all = new ArrayList<>(flagsForMemory(HEAP_MEBIBYTES_OF_CLIENTS));
        // What the JIT compilers need for themselves, one to eight MiB of it now and then, would be more than what
        // differs.
        all.add("-Xint");
        all.addAll(flags);
        return new Trial(
                client + ", peak memory, " + liveMebibytes + " MiB live", contender, SEEDS * MEMORY_MILLIS, round -> {
                    List<String> lines = new ArrayList<>();
                    for (int i = 1; i <= SEEDS; i++) {
                        String seed = Integer.toString((round - 1) * SEEDS + i);
                        List<String> arguments = List.of(client, contender, Integer.toString(liveMebibytes), seed);
                        lines.add(inJava(contender, all, CLIENT_MEMORY_MAIN, arguments, MEMORY_MILLIS));
                    }
                    return memory(lines);
                });
    }

    private static List<String> flagsForMemory(int javaHeapMebibytes) {
        return List.of(
                "-Xbatch",
                "-XX:+UseSerialGC",
                "-XX:+AlwaysPreTouch",
                "-Xms" + javaHeapMebibytes + "m",
                "-Xmx" + javaHeapMebibytes + "m");
    }

    /**
     * The memory that a plan takes in C.
     *
     * @param plan what to do
     * @param name of the trace
     * @param library a backend, or the C library
     * @param label how to call it in the report
     * @return the trial; its values are bytes resident for each byte live, both at their peaks
     */
    Trial memoryInC(Path plan, String name, String library, String label) {
        return new Trial(
                name,
                label,
                MEMORY_MILLIS / 5,
                _ -> memory(List.of(baseline.replay().memory(library, plan, limit(MEMORY_MILLIS)))));
    }

    /**
     * What children say of memory.
     *
     * @param lines of each, what it printed
     * @return bytes resident for each byte live, of all together
     * @throws ChildFailedException if one has printed something else
     */
    static Figures memory(List<String> lines) throws ChildFailedException {
        double residentBytes = 0;
        double liveBytes = 0;
        for (String line : lines) {
            Printed printed = Printed.object(line);
            residentBytes += printed.number("residentBytes").doubleValue() / lines.size();
            liveBytes += printed.number("liveBytes").doubleValue() / lines.size();
        }
        return new Figures(
                residentBytes / liveBytes, Map.of("residentMiB", residentBytes / MEBI, "liveMiB", liveBytes / MEBI));
    }

    /**
     * How long a child may take: much longer than it should, since the limit is there to end a hang.
     *
     * @param expectedMillis how long it should take
     * @return the limit
     */
    public static Duration limit(long expectedMillis) {
        return LEAST_LIMIT.plusMillis(10 * expectedMillis);
    }

    /** Each figure is a number, or an array of samples, for which their median stands. */
    private static Figures medians(String line) throws ChildFailedException {
        Printed printed = Printed.object(line);
        Map<String, Double> details = new LinkedHashMap<>();
        for (String name : printed.names()) {
            if (!name.equals(VALUE)) {
                details.put(name, Spread.of(printed.numbers(name)).median());
            }
        }
        return new Figures(Spread.of(printed.numbers(VALUE)).median(), details);
    }
}

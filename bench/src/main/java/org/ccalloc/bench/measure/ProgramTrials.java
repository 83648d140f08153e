package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ccalloc.bench.baseline.CPrograms;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.program.ProgramKind;

/** Makes trials of programs. All that run the same program must come to the same checksum: one that does not has failed. */
final class ProgramTrials {

    /** Of all programs: where sequences begin is no matter, but it must be the same for all. */
    private static final long SEED = 42;

    /** How many runs of the warm-up the report keeps: it is over by then. */
    private static final int MOST_KEPT = 100;

    /** A JVM's start, with a heap whose pages are all touched, and its end. */
    private static final int JVM_MILLIS = 700;

    /** Closing a shared arena is a handshake of all threads: what takes others milliseconds at the least scale takes it seconds. */
    private static final int SLOW_MILLIS = 5000;

    private static final int HEAP_MIB = 256;

    private final Workbench workbench;
    private final Map<String, String> checksums = new HashMap<>();

    ProgramTrials(Workbench workbench) {
        this.workbench = workbench;
    }

    /**
     * Flags of JVMs whose resident memory is measured. The Java heap is there from the start, so that it does not count as memory of
     * the contender; and it has no side tables that grow, as those of other collectors do. Netty counts the memory of its buffers
     * against a limit of its own, and looks for leaks of some of them, which the others do not.
     *
     * @param heapMiB how large the Java heap is
     * @return the flags
     */
    static List<String> flags(long heapMiB) {
        return List.of(
                "-XX:+UseSerialGC",
                "-Xms" + heapMiB + "m",
                "-Xmx" + heapMiB + "m",
                // Tables live in the old generation: it gets the rest.
                "-Xmn64m",
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=64g",
                "-Dio.netty.leakDetection.level=disabled");
    }

    /** A program with so many threads, at some scale; as text {@code larson, 2 threads}. */
    record Case(ProgramKind kind, int threads, int scale) {

        Case(ProgramKind kind, int threads) {
            this(kind, threads, kind.timedScale());
        }

        @Override
        public String toString() {
            return kind.word() + ", " + threads + (threads == 1 ? " thread" : " threads");
        }
    }

    /**
     * In Java.
     *
     * @param contender who does it
     * @param statistics whether it keeps statistics
     * @param label how to call it in the report
     * @param program doing what
     * @return the trial
     */
    Trial inJava(String contender, boolean statistics, String label, Case program) {
        Optional<String> reason = program.kind().reasonAgainst(contender);
        if (reason.isPresent()) {
            return new Trial(program.toString(), label, 0, _ -> {
                throw new ChildFailedException(reason.get());
            });
        }
        boolean isSlow = contender.equals(Contenders.SHARED_ARENA);
        Case atItsScale = isSlow ? new Case(program.kind(), program.threads(), 1) : program;
        List<String> arguments = new ArrayList<>(List.of(contender, "" + statistics));
        arguments.addAll(words(atItsScale));
        List<String> command = ChildJvm.repeatedCommand(
                workbench.classPath(),
                workbench.directory(),
                flags(HEAP_MIB),
                "org.ccalloc.bench.program.ProgramMain",
                arguments);
        long expectedMillis = workbench.sampling().millis() + JVM_MILLIS + (isSlow ? SLOW_MILLIS : 0);
        return new Trial(
                program.toString(),
                label,
                expectedMillis,
                _ -> figures(
                        atItsScale,
                        ChildProcess.run(command, Workbench.limit(expectedMillis))
                                .lastLine()));
    }

    /**
     * In C.
     *
     * @param library on which
     * @param label how to call it in the report
     * @param program doing what
     * @return the trial
     */
    Trial inC(String library, String label, Case program) {
        long expectedMillis = workbench.sampling().millis();
        return new Trial(
                program.toString(),
                label,
                expectedMillis,
                _ -> figures(
                        program,
                        workbench
                                .baseline()
                                .programs()
                                .time(library, words(program), Workbench.limit(expectedMillis))));
    }

    private List<String> words(Case program) {
        List<String> words = new ArrayList<>(CPrograms.words(program.kind(), program.threads(), SEED, program.scale()));
        words.addAll(workbench.sampling().words());
        return words;
    }

    private Figures figures(Case program, String line) throws ChildFailedException {
        Printed printed = Printed.object(line);
        String checksum = printed.text("checksum") + " of " + printed.number("operations");
        String expected = checksums.computeIfAbsent(program + " at scale " + program.scale(), _ -> checksum);
        if (!checksum.equals(expected)) {
            throw new ChildFailedException(
                    "checksum=" + checksum + " (expected " + expected + ", as all others have it)");
        }
        double[] samples = printed.numbers("wallNanos");
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("cpuNanos", Spread.of(printed.numbers("cpuNanos")).median());
        if (printed.names().contains("peakBytes")) {
            details.put(Workloads.PEAK, printed.number("peakBytes").doubleValue() / (1 << 20));
        }
        if (printed.names().contains("garbageBytes")) {
            details.put("garbageBytes", printed.number("garbageBytes").doubleValue());
        }
        details.put("warmUpRuns", (double) printed.numbers("warmUpNanos").length);
        return new Figures(
                Spread.of(samples).median(),
                details,
                Map.of("warmUpNanos", first(printed.numbers("warmUpNanos")), "wallNanos", first(samples)));
    }

    private static List<Double> first(double[] values) {
        return Arrays.stream(values).limit(MOST_KEPT).boxed().toList();
    }
}

package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.program.ProgramKind;
import org.ccalloc.bench.sampling.Trend;

/** Time and peak memory of whole programs, on all contenders and in C. */
public final class Workloads implements Measurement {

    /** The detail with the peak of resident memory. */
    static final String PEAK = "peakMiB";

    private static final String NAME = "workloads";
    private static final String TOO_LITTLE = "less than 1 MiB, or not told by the system";
    private static final String STATISTICS = ", statistics";

    private final List<String> backends;
    private final List<ProgramTrials.Case> programs;
    private final boolean allContenders;
    private final int rounds;
    private final ProgramTrials trials;

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param kinds which programs
     * @param threads with how many threads each; one that cannot have so many gets as many as it can
     * @param allContenders whether to measure statistics, Unsafe, arenas and Netty too
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public Workloads(
            List<String> backends,
            List<ProgramKind> kinds,
            List<Integer> threads,
            boolean allContenders,
            int rounds,
            Workbench workbench) {
        this.backends = List.copyOf(backends);
        this.allContenders = allContenders;
        this.rounds = rounds;
        this.trials = new ProgramTrials(workbench);
        this.programs = kinds.stream()
                .flatMap(kind -> threads.stream()
                        .map(kind::threads)
                        .distinct()
                        .map(count -> new ProgramTrials.Case(kind, count)))
                .toList();
    }

    @Override
    public long expectedMillis() {
        return programs.stream()
                .mapToLong(program -> Rounds.expectedMillis(trials(program), rounds))
                .sum();
    }

    private List<Trial> trials(ProgramTrials.Case program) {
        List<Trial> all = new ArrayList<>();
        Set<String> libraries = new LinkedHashSet<>();
        for (String backend : backends) {
            String library = CBaseline.reference(backend);
            if (libraries.add(library)) {
                all.add(trials.inC(library, inC(library), program));
            }
            all.add(trials.inJava(backend, false, backend, program));
            if (allContenders) {
                all.add(trials.inJava(backend, true, backend + STATISTICS, program));
            }
        }
        all.add(trials.inC(CBaseline.LIBC, inC(CBaseline.LIBC), program));
        peers().forEach(peer -> all.add(trials.inJava(peer, false, peer, program)));
        return all;
    }

    private List<String> peers() {
        return allContenders ? Contenders.PEERS : List.of(Contenders.LWJGL);
    }

    private static String inC(String library) {
        return "C on " + library;
    }

    @Override
    public Result run(Progress progress) {
        List<Series> times = new ArrayList<>();
        List<Series> peaks = new ArrayList<>();
        ProgramRatios ratios = new ProgramRatios();
        for (ProgramTrials.Case program : programs) {
            List<Series> series = Rounds.run(NAME, "ns", trials(program), rounds, progress);
            times.addAll(series);
            List<Series> ofMemory = series.stream().map(Workloads::peak).toList();
            peaks.addAll(ofMemory);
            for (String backend : backends) {
                String reference = inC(CBaseline.reference(backend));
                ratios.addTimes(series, backend, List.of(reference, inC(CBaseline.LIBC), Contenders.LWJGL));
                ratios.addMemory(ofMemory, backend, reference);
            }
        }
        ratios.addScaling(times);
        List<Finding> findings = ratios.findings();
        findings.add(falling(times));
        List<Series> all = new ArrayList<>(times);
        all.addAll(peaks);
        return new Result(
                NAME,
                "Programs with threads of their own, after published descriptions: nanoseconds of wall clock for one operation of"
                        + " all threads together, and MiB of resident memory at the peak, above what was there before the first run."
                        + " An operation is a block from its allocation to its end, or a step of growth.",
                all,
                findings);
    }

    private static Series peak(Series times) {
        List<Figures> figures = times.rounds().stream()
                .filter(round -> round.details().containsKey(PEAK))
                .map(round -> new Figures(round.details().getOrDefault(PEAK, 0.0), Map.of()))
                .toList();
        Optional<String> reason =
                figures.isEmpty() ? times.failure().or(() -> Optional.of(TOO_LITTLE)) : times.failure();
        return new Series(times.workload(), times.contender(), "MiB", figures, reason);
    }

    /** How many runs had not ended their warm-up; by chance it is one in twenty. */
    private static Finding falling(List<Series> times) {
        double[] fell = times.stream()
                .flatMap(series -> series.rounds().stream())
                .map(round -> round.samples().getOrDefault("wallNanos", List.of()))
                .mapToDouble(samples -> Trend.of(samples.stream()
                                        .mapToDouble(Double::doubleValue)
                                        .toArray())
                                .isFalling()
                        ? 100
                        : 0)
                .toArray();
        double percent = Arrays.stream(fell).average().orElse(0);
        return new Finding(
                "runs whose samples still became faster (5 % by chance)",
                "%", Spread.of(percent), OptionalDouble.empty(), OptionalDouble.empty());
    }
}

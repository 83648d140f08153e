package org.ccalloc.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.ccalloc.bench.program.ProgramKind;
import org.jspecify.annotations.Nullable;

/**
 * What a run measures.
 *
 * @param extent how thorough it is
 * @param backends names of the allocators to measure; empty: all that are bundled
 * @param measures what to measure; empty: all in a full run, programs and traces in a quick one
 * @param workloads names of the programs that {@link Measure#WORKLOADS} runs; empty: six in a quick run, else all
 * @param threads with how many threads it runs them, and {@link Measure#LATENCY} its own; empty: what the extent says
 * @param rounds how often each contender runs, instead of what the extent says
 * @param json where to write all figures
 * @param markdown where to write the tables
 * @param report a directory for a page and, beside it, all figures
 */
public record BenchOptions(
        Extent extent,
        List<String> backends,
        Set<Measure> measures,
        List<String> workloads,
        List<Integer> threads,
        OptionalInt rounds,
        Optional<Path> json,
        Optional<Path> markdown,
        Optional<Path> report) {

    private static final String ALL = "all";
    private static final Set<String> WITH_VALUE =
            Set.of("--backend", "--measure", "--workload", "--threads", "--rounds", "--json", "--markdown", "--report");
    /** What programs do, in six minutes; whatever else is measured has to be asked for. */
    private static final Set<Measure> IN_A_QUICK_RUN = EnumSet.of(Measure.WORKLOADS, Measure.TRACES);

    private static final int MOST_THREADS = 1024;

    /** A quick run, with nothing written. */
    public static final BenchOptions DEFAULT = parse(List.of());

    /**
     * Keeps copies.
     *
     * @param extent how thorough it is
     * @param backends names of the allocators to measure
     * @param measures what to measure
     * @param workloads names of programs
     * @param threads numbers of threads
     * @param rounds how often each contender runs
     * @param json where to write all figures
     * @param markdown where to write the tables
     * @param report a directory for a page
     * @throws IllegalArgumentException if a workload is not known, or a number is out of range
     */
    public BenchOptions {
        backends = List.copyOf(backends);
        measures = Set.copyOf(measures);
        workloads = List.copyOf(workloads);
        threads = List.copyOf(threads);
        workloads.forEach(ProgramKind::named);
        for (int count : threads) {
            if (count < 1 || count > MOST_THREADS) {
                throw new IllegalArgumentException("bench: threads=" + count + " (expected 1 to " + MOST_THREADS + ")");
            }
        }
        if (rounds.isPresent() && rounds.getAsInt() < 1) {
            throw new IllegalArgumentException("bench: rounds=" + rounds.getAsInt() + " (expected 1 or more)");
        }
    }

    /**
     * The names of all programs.
     *
     * @return names, with commas between them
     */
    public static String allWorkloads() {
        return ProgramKind.words();
    }

    /**
     * The programs that these options stand for.
     *
     * @return programs, in their order
     */
    List<ProgramKind> effectiveWorkloads() {
        if (!workloads.isEmpty()) {
            return workloads.stream().map(ProgramKind::named).distinct().toList();
        }
        return extent == Extent.QUICK ? ProgramKind.quick() : List.of(ProgramKind.values());
    }

    /**
     * The numbers of threads that these options stand for.
     *
     * @return numbers, the least first
     */
    List<Integer> effectiveThreads() {
        return (threads.isEmpty() ? extent.threads() : threads)
                .stream().sorted().distinct().toList();
    }

    /**
     * The measures that these options stand for.
     *
     * @return measures, in their order
     */
    Set<Measure> effectiveMeasures() {
        if (!measures.isEmpty()) {
            return EnumSet.copyOf(measures);
        }
        return extent == Extent.QUICK ? EnumSet.copyOf(IN_A_QUICK_RUN) : EnumSet.allOf(Measure.class);
    }

    /**
     * Reads options from a command line.
     *
     * @param arguments such as {@code --quick --backend mimalloc --measure pairs,startup --rounds 10}; later ones win
     * @return the options
     * @throws IllegalArgumentException if an argument is not known or its value is wrong
     */
    public static BenchOptions parse(List<String> arguments) {
        Extent extent = Extent.QUICK;
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--quick" -> extent = Extent.QUICK;
                case "--full" -> extent = Extent.FULL;
                default -> {
                    if (!WITH_VALUE.contains(argument) || i + 1 == arguments.size()) {
                        throw unknown(argument);
                    }
                    given.put(argument, arguments.get(++i));
                }
            }
        }
        Optional<String> rounds = Optional.ofNullable(given.get("--rounds"));
        return new BenchOptions(
                extent,
                list(given.get("--backend")),
                measures(list(given.get("--measure"))),
                list(given.get("--workload")),
                list(given.get("--threads")).stream()
                        .map(word -> number("threads", word))
                        .toList(),
                rounds.isPresent() ? OptionalInt.of(number("rounds", rounds.get())) : OptionalInt.empty(),
                Optional.ofNullable(given.get("--json")).map(Path::of),
                Optional.ofNullable(given.get("--markdown")).map(Path::of),
                Optional.ofNullable(given.get("--report")).map(Path::of));
    }

    private static List<String> list(@Nullable String value) {
        return value == null ? List.of() : List.of(value.split(",", -1));
    }

    private static int number(String what, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("bench: " + what + "=" + value + " (expected 1 or more)", e);
        }
    }

    private static Set<Measure> measures(List<String> words) {
        EnumSet<Measure> chosen = EnumSet.noneOf(Measure.class);
        for (String word : words) {
            if (word.equals(ALL)) {
                return EnumSet.allOf(Measure.class);
            }
            chosen.add(EnumSet.allOf(Measure.class).stream()
                    .filter(measure -> measure.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("bench: measure=" + word + " (expected "
                            + words(EnumSet.allOf(Measure.class)) + " or all)")));
        }
        return chosen;
    }

    private static IllegalArgumentException unknown(String argument) {
        return new IllegalArgumentException("bench: argument " + argument + " is not known or lacks its value (expected"
                + " --quick, --full, --backend NAMES, --measure NAMES, --workload NAMES, --threads NUMBERS, --rounds N,"
                + " --json FILE, --markdown FILE, --report DIR)");
    }

    /**
     * The command that repeats a run with these options.
     *
     * @return the command, without the files to write
     */
    String command() {
        List<String> words = new ArrayList<>(
                List.of("./ccalloc", "bench", "--" + extent.name().toLowerCase(Locale.ROOT)));
        if (!backends.isEmpty()) {
            words.addAll(List.of("--backend", String.join(",", backends)));
        }
        if (!measures.isEmpty()) {
            words.addAll(List.of("--measure", words(measures)));
        }
        if (!workloads.isEmpty()) {
            words.addAll(List.of("--workload", String.join(",", workloads)));
        }
        if (!threads.isEmpty()) {
            words.addAll(
                    List.of("--threads", threads.stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        rounds.ifPresent(count -> words.addAll(List.of("--rounds", "" + count)));
        return String.join(" ", words);
    }

    private static String words(Set<Measure> measures) {
        return measures.stream().sorted().map(Measure::word).collect(Collectors.joining(","));
    }
}

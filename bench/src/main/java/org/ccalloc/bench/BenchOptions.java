package org.ccalloc.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run measures.
 *
 * @param extent how thorough it is
 * @param backends names of the allocators to measure; empty: all that are bundled
 * @param measures what to measure; empty: all, but {@link Measure#OPERATIONS} only in a full run
 * @param rounds how often each contender runs, instead of what the extent says
 * @param json where to write all figures
 * @param markdown where to write the tables
 * @param report a directory for a page and, beside it, all figures
 */
public record BenchOptions(
        Extent extent,
        List<String> backends,
        Set<Measure> measures,
        OptionalInt rounds,
        Optional<Path> json,
        Optional<Path> markdown,
        Optional<Path> report) {

    private static final String ALL = "all";

    /** A quick run of everything, with nothing written. */
    public static final BenchOptions DEFAULT = new BenchOptions(
            Extent.QUICK,
            List.of(),
            Set.of(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Keeps copies.
     *
     * @param extent how thorough it is
     * @param backends names of the allocators to measure
     * @param measures what to measure
     * @param rounds how often each contender runs
     * @param json where to write all figures
     * @param markdown where to write the tables
     * @param report a directory for a page
     * @throws IllegalArgumentException if {@code rounds} is less than 1
     */
    public BenchOptions {
        backends = List.copyOf(backends);
        measures = Set.copyOf(measures);
        if (rounds.isPresent() && rounds.getAsInt() < 1) {
            throw new IllegalArgumentException("bench: rounds=" + rounds.getAsInt() + " (expected 1 or more)");
        }
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
        EnumSet<Measure> all = EnumSet.allOf(Measure.class);
        if (extent == Extent.QUICK) {
            all.remove(Measure.OPERATIONS);
        }
        return all;
    }

    /**
     * Reads options from a command line.
     *
     * @param arguments such as {@code --quick --backend mimalloc --measure pairs,startup --rounds 10}; later ones win
     * @return the options
     * @throws IllegalArgumentException if an argument is not known or its value is wrong
     */
    public static BenchOptions parse(List<String> arguments) {
        BenchOptions options = DEFAULT;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            options = switch (argument) {
                case "--quick" -> options.with(Extent.QUICK);
                case "--full" -> options.with(Extent.FULL);
                default -> {
                    if (i + 1 == arguments.size()) {
                        throw unknown(argument);
                    }
                    yield options.with(argument, arguments.get(++i));
                }
            };
        }
        return options;
    }

    private BenchOptions with(Extent chosen) {
        return new BenchOptions(chosen, backends, measures, rounds, json, markdown, report);
    }

    private BenchOptions with(String argument, String value) {
        return switch (argument) {
            case "--backend" ->
                new BenchOptions(extent, List.of(value.split(",", -1)), measures, rounds, json, markdown, report);
            case "--measure" -> new BenchOptions(extent, backends, measures(value), rounds, json, markdown, report);
            case "--rounds" -> new BenchOptions(extent, backends, measures, count(value), json, markdown, report);
            case "--json" ->
                new BenchOptions(extent, backends, measures, rounds, Optional.of(Path.of(value)), markdown, report);
            case "--markdown" ->
                new BenchOptions(extent, backends, measures, rounds, json, Optional.of(Path.of(value)), report);
            case "--report" ->
                new BenchOptions(extent, backends, measures, rounds, json, markdown, Optional.of(Path.of(value)));
            default -> throw unknown(argument);
        };
    }

    private static OptionalInt count(String value) {
        try {
            return OptionalInt.of(Integer.parseInt(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("bench: rounds=" + value + " (expected 1 or more)", e);
        }
    }

    private static Set<Measure> measures(String words) {
        EnumSet<Measure> chosen = EnumSet.noneOf(Measure.class);
        for (String word : words.split(",", -1)) {
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
                + " --quick, --full, --backend NAMES, --measure NAMES, --rounds N, --json FILE, --markdown FILE,"
                + " --report DIR)");
    }

    /**
     * The command that repeats a run with these options.
     *
     * @return the command, without the files to write
     */
    String command() {
        List<String> words = new ArrayList<>(
                List.of("./ccalloc", "bench", "--" + extent.name().toLowerCase(java.util.Locale.ROOT)));
        if (!backends.isEmpty()) {
            words.addAll(List.of("--backend", String.join(",", backends)));
        }
        if (!measures.isEmpty()) {
            words.addAll(List.of("--measure", words(measures)));
        }
        rounds.ifPresent(count -> words.addAll(List.of("--rounds", "" + count)));
        return String.join(" ", words);
    }

    private static String words(Set<Measure> measures) {
        return measures.stream().sorted().map(Measure::word).collect(Collectors.joining(","));
    }
}

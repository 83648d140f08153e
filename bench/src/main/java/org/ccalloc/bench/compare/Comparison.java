package org.ccalloc.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.ccalloc.bench.measure.Spread;
import org.ccalloc.bench.report.Table;

/** What has changed from one run to another, contender by contender. */
public final class Comparison {

    /** More is better, or nothing is: such figures are shown and not judged. */
    private static final String SHARE = "%";

    private final SavedRun before;
    private final SavedRun after;
    private final double bound;
    private final List<Row> rows;

    private Comparison(SavedRun before, SavedRun after, double bound) {
        this.before = before;
        this.after = after;
        this.bound = bound;
        this.rows = before.values().keySet().stream()
                .filter(after.values()::containsKey)
                .map(this::row)
                .toList();
    }

    /** What became of a contender at a workload. */
    private record Row(SavedRun.Key key, Optional<Change> change, Optional<Change> changeToC) {

        /** Goes by the change in units of C, which the machine has no part in, where there is one. C itself shows the machine. */
        private Optional<Change> judged() {
            return key.unit().equals(SHARE) || key.isInC() ? Optional.empty() : changeToC.or(() -> change);
        }
    }

    /**
     * Compares two runs.
     *
     * @param before what the earlier one wrote
     * @param after what the later one wrote
     * @param bound the factor from which on a change matters, 1 or more
     * @return the comparison
     * @throws IllegalArgumentException if a file is no run, the bound is less than 1, or the runs have nothing in common
     */
    public static Comparison of(Path before, Path after, double bound) {
        if (!(bound >= 1)) {
            throw new IllegalArgumentException("compare: bound=" + bound + " (expected 1 or more)");
        }
        Comparison comparison = new Comparison(SavedRun.read(before), SavedRun.read(after), bound);
        if (comparison.rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "compare: " + before + " and " + after
                            + " have no figures of the same contender at the same workload (expected runs of the same measures)");
        }
        return comparison;
    }

    private Row row(SavedRun.Key key) {
        Optional<Change> changeToC = before.inUnitsOfC(key)
                .flatMap(earlier -> after.inUnitsOfC(key).flatMap(later -> change(earlier, later)));
        return new Row(key, change(before.figures(key), after.figures(key)), changeToC);
    }

    /** None where a factor says nothing. */
    private static Optional<Change> change(double[] earlier, double[] later) {
        boolean isPositive = Arrays.stream(earlier).allMatch(value -> value > 0)
                && Arrays.stream(later).allMatch(value -> value > 0);
        return isPositive ? Optional.of(Change.of(earlier, later)) : Optional.empty();
    }

    /**
     * Whether something has become worse by more than chance and the bound allow.
     *
     * @return whether it has
     */
    public boolean hasRegressed() {
        return rows.stream()
                .anyMatch(row ->
                        row.judged().filter(change -> change.isRise(bound)).isPresent());
    }

    /**
     * Tells it, for a terminal.
     *
     * @return lines of text
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        differences().forEach(line -> text.append(line).append('\n'));
        text.append(new Table(
                        List.of(
                                "workload",
                                "contender",
                                "unit",
                                "before",
                                "after",
                                "change",
                                "interval",
                                "to C",
                                "interval",
                                "verdict"),
                        3,
                        rows.stream().map(this::cells).toList())
                .text());
        long worse = count("worse");
        text.append(String.format(
                "%d compared: %d worse, %d better, by more than chance and a factor of %s%n",
                rows.size(), worse, count("better"), Table.number(bound)));
        return text.toString();
    }

    private long count(String verdict) {
        return rows.stream()
                .filter(row -> verdict(row).equalsIgnoreCase(verdict))
                .count();
    }

    /** What may be the reason, other than the program. */
    private List<String> differences() {
        List<String> lines = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.environment().keySet());
        names.addAll(after.environment().keySet());
        names.removeIf(name -> name.startsWith("load"));
        for (String name : names) {
            String earlier = before.environment().get(name);
            String later = after.environment().get(name);
            if (!Objects.equals(earlier, later)) {
                lines.add("environment differs: " + name + ": " + earlier + "; now " + later);
            }
        }
        long left = before.values().keySet().stream()
                .filter(key -> !after.values().containsKey(key))
                .count();
        long come = after.values().keySet().stream()
                .filter(key -> !before.values().containsKey(key))
                .count();
        if (left + come > 0) {
            lines.add("not compared: " + left + " only before, " + come + " only after");
        }
        return lines;
    }

    private List<String> cells(Row row) {
        return List.of(
                row.key().measure() + ": " + row.key().workload(),
                row.key().contender(),
                row.key().unit(),
                Table.number(Spread.of(before.figures(row.key())).median()),
                Table.number(Spread.of(after.figures(row.key())).median()),
                factor(row.change()),
                interval(row.change()),
                factor(row.changeToC()),
                interval(row.changeToC()),
                verdict(row));
    }

    private static String factor(Optional<Change> change) {
        return change.map(of -> Table.number(of.factor())).orElse("");
    }

    private static String interval(Optional<Change> change) {
        return change.map(of -> Table.number(of.low()) + " to " + Table.number(of.high()))
                .orElse("");
    }

    private String verdict(Row row) {
        Optional<Change> judged = row.judged();
        if (judged.isEmpty()) {
            return "";
        }
        if (!judged.get().isReliable()) {
            return "too few rounds";
        }
        return judged.get().isRise(bound) ? "WORSE" : judged.get().isFall(bound) ? "better" : "same";
    }
}

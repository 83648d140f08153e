package org.ccalloc.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ccalloc.bench.report.JsonReport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * A run, as {@link JsonReport} wrote it.
 *
 * @param file where it was read
 * @param environment where it took place
 * @param values the figures of all rounds
 */
record SavedRun(Path file, Map<String, String> environment, Map<Key, double[]> values) {

    private static final Pattern THREADS = Pattern.compile(", \\d+ threads?$");
    private static final String IN_C = "C on ";

    /**
     * Of what there are figures.
     *
     * @param measure the measure's name
     * @param workload doing what
     * @param contender who did it
     * @param unit of the figures
     */
    record Key(String measure, String workload, String contender, String unit) {

        /** With how many threads, as contenders have it behind their name. */
        private String threads() {
            Matcher matcher = THREADS.matcher(contender);
            return matcher.find() ? matcher.group() : "";
        }

        boolean isInC() {
            return contender.startsWith(IN_C);
        }
    }

    /**
     * Reads one.
     *
     * @param file what a run wrote
     * @return the run
     * @throws IllegalArgumentException if it is none
     */
    static SavedRun read(Path file) {
        try {
            return of(file, JSON.std.mapFrom(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw refused(file, "it does not exist", e);
        } catch (JacksonException | ClassCastException | NullPointerException e) {
            throw refused(file, "it is none", e);
        } catch (IOException e) {
            throw refused(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static SavedRun of(Path file, Map<String, Object> root) {
        Object version = root.get("formatVersion");
        if (!JsonReport.FORMAT.equals(root.get("format"))) {
            throw refused(file, "format=" + root.get("format"), null);
        }
        if (!Integer.valueOf(JsonReport.FORMAT_VERSION).equals(version)) {
            throw refused(
                    file,
                    "formatVersion=" + version + ", which is not " + JsonReport.FORMAT_VERSION + " as here",
                    null);
        }
        Map<String, String> environment = new LinkedHashMap<>();
        map(root.get("environment")).forEach((name, value) -> environment.put(name, String.valueOf(value)));
        Map<Key, double[]> values = new LinkedHashMap<>();
        for (Object result : list(root.get("results"))) {
            String measure = String.valueOf(map(result).get("measure"));
            for (Object series : list(map(result).get("series"))) {
                Map<String, Object> fields = map(series);
                Key key = new Key(
                        measure,
                        String.valueOf(fields.get("workload")),
                        String.valueOf(fields.get("contender")),
                        String.valueOf(fields.get("unit")));
                double[] rounds = list(fields.get("rounds")).stream()
                        .mapToDouble(round -> ((Number) round).doubleValue())
                        .toArray();
                if (rounds.length > 0) {
                    // A contender may stand in for several, with the same figures or further ones.
                    values.putIfAbsent(key, rounds);
                }
            }
        }
        return new SavedRun(file, environment, values);
    }

    private static IllegalArgumentException refused(Path file, String why, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "compare: file=" + file + ": " + why + " (expected a report.json that ccalloc bench wrote)", cause);
    }

    @SuppressWarnings("unchecked") // as JSON has it
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked") // as JSON has it
    private static List<Object> list(@Nullable Object value) {
        return (List<Object>) Objects.requireNonNull(value);
    }

    /**
     * The figures of a contender as multiples of those in C, round by round: what slows the machine down for a while, or for ever,
     * does the same to both.
     *
     * @param key whose figures
     * @return multiples; empty if nothing did the same in C
     */
    Optional<double[]> inUnitsOfC(Key key) {
        if (key.isInC()) {
            return Optional.empty();
        }
        Key namesake = new Key(key.measure(), key.workload(), IN_C + key.contender(), key.unit());
        Optional<Key> reference = Stream.concat(Stream.of(namesake), values.keySet().stream())
                .filter(values::containsKey)
                .filter(other -> other.isInC()
                        && other.measure().equals(key.measure())
                        && other.workload().equals(key.workload())
                        && other.unit().equals(key.unit())
                        && other.threads().equals(key.threads()))
                .findFirst();
        return reference
                .map(other -> quotients(figures(key), figures(other)))
                .filter(quotients -> quotients.length > 0);
    }

    private static double[] quotients(double[] above, double[] below) {
        double[] quotients = new double[Math.min(above.length, below.length)];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = above[i] / below[i];
        }
        return quotients;
    }

    double[] figures(Key key) {
        return values.getOrDefault(key, new double[0]);
    }
}

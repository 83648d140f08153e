package org.ccalloc.mock;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Settings of the mock that {@link java.util.ServiceLoader} creates, from system properties. */
final class MockProperties {

    private static final String PREFIX = "ccalloc.mock.";
    private static final String REUSE = PREFIX + "reuse";
    private static final String QUARANTINE = PREFIX + "quarantine";
    private static final String SEED = PREFIX + "seed";
    private static final String CAPACITY = PREFIX + "capacity";
    private static final String TRACES = PREFIX + "traces";
    private static final String RECORDING = PREFIX + "recording";
    private static final String FAIL = PREFIX + "fail";
    private static final String EXIT_REPORT = PREFIX + "exit-report";

    private static final String FAIL_EXPECTED = "nth:N with N from 1, after:N, budget:BYTES or larger:BYTES";

    /** What is left to be understood; what stays is a misspelt name. */
    private final Map<String, String> given = new TreeMap<>();

    private MockProperties(Properties properties) {
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                given.put(name, properties.getProperty(name));
            }
        }
    }

    /**
     * Reads the settings.
     *
     * @param properties all system properties
     * @return the settings
     * @throws IllegalArgumentException if a value or a name is none of the mock's
     */
    static MockSettings settings(Properties properties) {
        var reader = new MockProperties(properties);
        MockSettings settings = reader.read();
        if (!reader.given.isEmpty()) {
            throw new IllegalArgumentException("mock: unknown settings " + reader.given.keySet() + " (expected "
                    + REUSE + ", " + QUARANTINE + ", " + SEED + ", " + CAPACITY + ", " + TRACES + ", " + RECORDING
                    + ", " + FAIL + " or "
                    + EXIT_REPORT
                    + "; a quarantine needs the reuse quarantine, a seed the reuse random)");
        }
        return settings;
    }

    private MockSettings read() {
        MockSettings.Builder builder = MockSettings.DEFAULT.toBuilder();
        builder.reuseOrder(reuseOrder());
        builder.byteCapacity(number(CAPACITY, take(CAPACITY, "" + MockSettings.DEFAULT.byteCapacity())));
        builder.stackTraces(flag(TRACES, take(TRACES, "true")));
        builder.recording(flag(RECORDING, take(RECORDING, "false")));
        builder.failureRule(failureRule());
        builder.exitReport(flag(EXIT_REPORT, take(EXIT_REPORT, "true")));
        return builder.settings();
    }

    private ReuseOrder reuseOrder() {
        String reuse = take(REUSE, "quarantine");
        return switch (reuse) {
            case "quarantine" ->
                given.containsKey(QUARANTINE)
                        ? new ReuseOrder.Quarantine(number(QUARANTINE, take(QUARANTINE, "")))
                        : ReuseOrder.DEFAULT;
            case "never" -> new ReuseOrder.Never();
            case "immediate" -> new ReuseOrder.LastFreedFirst();
            case "random" -> new ReuseOrder.Random(number(SEED, take(SEED, "0")));
            default -> throw bad(REUSE, reuse, "quarantine, never, immediate or random");
        };
    }

    private FailureRule failureRule() {
        if (!given.containsKey(FAIL)) {
            return FailureRule.none();
        }
        String text = take(FAIL, "");
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw bad(FAIL, text, FAIL_EXPECTED);
        }
        long number = number(FAIL, text.substring(colon + 1));
        String kind = text.substring(0, colon);
        if (number == 0 && kind.equals("nth")) {
            throw bad(FAIL, text, FAIL_EXPECTED);
        }
        return switch (kind) {
            case "nth" -> FailureRule.nth(number);
            case "after" -> FailureRule.after(number);
            case "budget" -> FailureRule.budget(number);
            case "larger" -> FailureRule.largerThan(number);
            default -> throw bad(FAIL, text, FAIL_EXPECTED);
        };
    }

    private String take(String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    private static long number(String name, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // As bad as a negative one.
        }
        throw bad(name, text, "a number, 0 or more");
    }

    private static boolean flag(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(name, text, "true or false");
        };
    }

    private static IllegalArgumentException bad(String name, String value, String expected) {
        return new IllegalArgumentException("mock: " + name + "=" + value + " (expected " + expected + ")");
    }
}

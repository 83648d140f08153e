package org.ccalloc.tck.runner;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ccalloc.tck.Limits;
import org.ccalloc.tck.Profile;

/**
 * What to test and how.
 *
 * @param backend the allocator's name
 * @param classPath jars and directories that have the allocator, beside those of this JVM
 * @param profile how thoroughly
 * @param seed where the tests' random numbers come from
 * @param rules the rules to test, by their numbers; all if empty
 * @param timeLimit how long a test may take; at least a second
 * @param limits how much memory and how many threads it may take
 * @param jvmArguments flags of the JVM that the allocator runs in
 */
public record RunOptions(
        String backend,
        List<String> classPath,
        Profile profile,
        long seed,
        List<String> rules,
        Duration timeLimit,
        Limits limits,
        List<String> jvmArguments) {

    private static final Pattern PLAIN = Pattern.compile("[-\\w./:=,+@%]+");

    /** Checks and copies. */
    public RunOptions {
        classPath = List.copyOf(classPath);
        rules = List.copyOf(rules);
        jvmArguments = List.copyOf(jvmArguments);
        if (timeLimit.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "time limit: seconds=" + timeLimit.toSeconds() + " (expected 1 or more)");
        }
    }

    /**
     * How long a test may take if nobody says otherwise.
     *
     * @param profile how thorough it is
     * @return the limit
     */
    public static Duration defaultTimeLimit(Profile profile) {
        return Duration.ofMinutes(profile == Profile.QUICK ? 2 : 10);
    }

    /**
     * The command that tests one rule in the same way.
     *
     * @param rule the rule
     * @return a line for a shell
     */
    public String commandToRepeat(Rule rule) {
        List<String> words = new ArrayList<>(List.of("./ccalloc", "tck", "--backend", backend));
        if (!classPath.isEmpty()) {
            words.addAll(List.of("--classpath", String.join(File.pathSeparator, classPath)));
        }
        if (profile != Profile.QUICK) {
            words.addAll(List.of("--profile", "thorough"));
        }
        if (!timeLimit.equals(defaultTimeLimit(profile))) {
            words.addAll(List.of("--time-limit", Long.toString(timeLimit.toSeconds())));
        }
        if (limits.memoryBudgetMib() != Limits.DEFAULT.memoryBudgetMib()) {
            words.addAll(List.of("--memory-budget", Long.toString(limits.memoryBudgetMib())));
        }
        if (limits.threads() != Limits.DEFAULT.threads()) {
            words.addAll(List.of("--threads", Integer.toString(limits.threads())));
        }
        words.addAll(ChildJvms.settings());
        for (String argument : jvmArguments) {
            words.add("--jvm-argument=" + argument);
        }
        words.addAll(List.of("--seed", Long.toString(seed), "--rule", rule.id()));
        return words.stream().map(RunOptions::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

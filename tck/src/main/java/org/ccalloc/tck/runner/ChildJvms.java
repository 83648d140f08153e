package org.ccalloc.tck.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ccalloc.tck.Limits;

/** Runs child JVMs, one at a time, for one set of options; when this JVM is told to end, the child goes with it. */
final class ChildJvms implements AutoCloseable {

    /** How long a child may take to say that a test takes too long, on a machine that is busy. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final String SETTINGS = "ccalloc.";
    private static final Set<String> OWN_SETTINGS = Set.of(
            "ccalloc.terminal",
            "ccalloc.stacktrace",
            "ccalloc.backend",
            "ccalloc.tck.seed",
            "ccalloc.tck.profile",
            Limits.MEMORY_BUDGET_PROPERTY,
            Limits.THREADS_PROPERTY);

    private final WorkDirectory directory = new WorkDirectory();
    private final List<String> flags;
    private final Duration mostSilence;
    private final Thread atExit = new Thread(this::abandon, "tck-runner-exit");
    private volatile Optional<ChildProcess> running = Optional.empty();

    /**
     * Prepares.
     *
     * @param options what to run with
     * @throws IOException if no directory can be created
     * @throws NothingToRunException if the class path has what does not exist
     */
    ChildJvms(RunOptions options) throws IOException, NothingToRunException {
        try {
            flags = flagsOf(options);
        } catch (NothingToRunException e) {
            directory.close();
            throw e;
        }
        mostSilence = options.timeLimit().plus(GRACE);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Runs a child to its end.
     *
     * @param main what it runs
     * @param arguments for it
     * @param listener is told its events
     * @return how it ended, unless it has done all
     * @throws IOException if it cannot be started or understood
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Ending> run(Class<?> main, List<String> arguments, Consumer<Event> listener)
            throws IOException, InterruptedException {
        try (var child = new ChildProcess(directory, flags, main, arguments)) {
            running = Optional.of(child);
            return child.await(mostSilence, listener);
        } finally {
            running = Optional.empty();
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        directory.close();
    }

    private void abandon() {
        running.ifPresent(ChildProcess::kill);
        directory.close();
    }

    private static List<String> flagsOf(RunOptions options) throws NothingToRunException {
        List<String> flags = new ArrayList<>(List.of(
                "-cp",
                ChildClassPath.of(options.classPath()),
                "--enable-native-access=ALL-UNNAMED",
                // Else a JVM that is killed leaves a file.
                "-XX:-UsePerfData",
                "-Dccalloc.tck.seed=" + options.seed(),
                "-Dccalloc.tck.profile=" + options.profile().name().toLowerCase(Locale.ROOT),
                "-D" + Limits.MEMORY_BUDGET_PROPERTY + "=" + options.limits().memoryBudgetMib(),
                "-D" + Limits.THREADS_PROPERTY + "=" + options.limits().threads()));
        flags.addAll(settings());
        flags.addAll(options.jvmArguments());
        return flags;
    }

    /** What the user has set for allocators, such as a library file. */
    static List<String> settings() {
        List<String> settings = new ArrayList<>();
        new TreeMap<>(System.getProperties()).forEach((name, value) -> {
            if (name.toString().startsWith(SETTINGS) && !OWN_SETTINGS.contains(name.toString())) {
                settings.add("-D" + name + "=" + value);
            }
        });
        return settings;
    }
}

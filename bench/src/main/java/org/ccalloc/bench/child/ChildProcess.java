package org.ccalloc.bench.child;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end and does not outlive this JVM. */
public final class ChildProcess {

    private static final Charset NATIVE = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    private static final Duration NO_LIMIT = Duration.ofDays(1000);

    private ChildProcess() {}

    /**
     * What a program said.
     *
     * @param output its standard output
     * @param startedEpochNanos when it was about to be started
     */
    public record Outcome(String output, long startedEpochNanos) {

        /**
         * The last line of the output, where our programs put their figures.
         *
         * @return the line; empty if there was no output
         */
        public String lastLine() {
            return output.lines().reduce("", (line, next) -> next);
        }
    }

    /**
     * Runs a program and keeps its output.
     *
     * @param command program and arguments
     * @param limit how long it may take
     * @return what it said
     * @throws ChildFailedException if it cannot be started, takes too long or ends with another status than 0
     */
    public static Outcome run(List<String> command, Duration limit) throws ChildFailedException {
        return run(command, Map.of(), limit);
    }

    /**
     * Runs a program with more in its environment and keeps its output.
     *
     * @param command program and arguments
     * @param environment what is added to that of this JVM
     * @param limit how long it may take
     * @return what it said
     * @throws ChildFailedException if it cannot be started, takes too long or ends with another status than 0
     */
    public static Outcome run(List<String> command, Map<String, String> environment, Duration limit)
            throws ChildFailedException {
        try {
            // Files, not pipes: a child that says much must not have to wait for us.
            Path output = Files.createTempFile("ccalloc-bench-", ".out");
            Path errors = Files.createTempFile("ccalloc-bench-", ".err");
            try {
                long startedEpochNanos = EpochClock.nanos();
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                int status = await(builder.start(), limit);
                String said = Files.readString(output, NATIVE);
                if (status != 0) {
                    throw new ChildFailedException(
                            "status " + status + ": " + lastWords(said + Files.readString(errors, NATIVE)));
                }
                return new Outcome(said, startedEpochNanos);
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new ChildFailedException("cannot be run: " + e.getMessage());
        }
    }

    /**
     * Runs a program on the terminal of this one.
     *
     * @param command program and arguments
     * @return its exit status
     * @throws ChildFailedException if it cannot be started
     */
    public static int runOnTerminal(List<String> command) throws ChildFailedException {
        try {
            return await(new ProcessBuilder(command).inheritIO().start(), NO_LIMIT);
        } catch (IOException e) {
            throw new ChildFailedException("cannot be run: " + e.getMessage());
        }
    }

    private static int await(Process process, Duration limit) throws ChildFailedException {
        Thread end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ChildFailedException("took longer than " + limit.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChildFailedException("interrupted");
        } finally {
            process.destroyForcibly();
            forget(end);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook with it.
        }
    }

    /** The line with the reason: the first that names an exception, or else the last. */
    private static String lastWords(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.stream()
                .filter(line -> line.contains("Exception") || line.contains("Error"))
                .findFirst()
                .orElse(lines.isEmpty() ? "no output" : lines.getLast());
    }
}

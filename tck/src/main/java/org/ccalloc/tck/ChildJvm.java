package org.ccalloc.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs a main class in a JVM of its own, on the class path: for what a test must not do to the JVM that it runs in, such
 * as starting it with other flags, exhausting its address space or crashing it.
 *
 * <p>Not thread-safe; {@link #run} may be called repeatedly.
 */
public final class ChildJvm {

    private static final long MOST_SECONDS = 120;

    private final Class<?> main;
    private final List<Path> classPath = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private final List<String> launcher = new ArrayList<>();

    /**
     * A child that runs a class.
     *
     * @param main a class with a main method
     * @param needed classes whose jars or directories the child needs beside that of {@code main}
     */
    public ChildJvm(Class<?> main, Class<?>... needed) {
        this.main = main;
        classPath.add(rootOf(main));
        for (Class<?> type : needed) {
            classPath.add(rootOf(type));
        }
    }

    /**
     * Adds JVM flags.
     *
     * @param more flags, such as {@code -Xmx64m} or {@code -Dname=value}
     * @return this
     */
    public ChildJvm flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /**
     * Puts a directory or jar before everything else on the class path.
     *
     * @param entry the directory or jar
     * @return this
     */
    public ChildJvm classPathFirst(Path entry) {
        classPath.addFirst(entry);
        return this;
    }

    /**
     * Puts a command before {@code java}, to which the java command is given as arguments.
     *
     * @param command the command and its first arguments
     * @return this
     */
    public ChildJvm launchedBy(String... command) {
        launcher.addAll(List.of(command));
        return this;
    }

    /**
     * Starts the child without waiting for it.
     *
     * @param arguments for the main method
     * @return the process; its output and errors are one stream
     */
    public Process start(String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Not where the program was started.
        command.add("-XX:ErrorFile="
                + Path.of(System.getProperty("java.io.tmpdir"), "hs_err_pid%p.log")
                        .toAbsolutePath());
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath.stream()
                .map(Path::toString)
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator"))));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the child to its end.
     *
     * @param arguments for the main method
     * @return how it ended
     */
    public Result run(String... arguments) {
        return Result.of(start(arguments));
    }

    /**
     * How a child ended.
     *
     * @param exitStatus its exit status; 128 and more for a signal
     * @param output what it printed, errors included
     */
    public record Result(int exitStatus, String output) {

        /**
         * Waits for a child's end.
         *
         * @param child the child
         * @return how it ended
         * @throws AssertionError if it does not end within two minutes; it is killed then
         */
        public static Result of(Process child) {
            try (var output = child.inputReader()) {
                Thread watchdog = Thread.ofVirtual().start(() -> kill(child));
                String text = output.lines().collect(Collectors.joining("\n"));
                int exitStatus = child.waitFor();
                watchdog.interrupt();
                return new Result(exitStatus, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for a child JVM", e);
            }
        }

        private static void kill(Process child) {
            try {
                if (!child.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                    child.destroyForcibly();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The directory or jar that a class came from, also when its module was patched by another directory.
     *
     * @param type the class
     * @return the root of its packages
     */
    public static Path rootOf(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + file);
        if (url == null) {
            throw new IllegalArgumentException("class: " + type + " (expected one from a file)");
        }
        String text = url.toString();
        String root = text.substring(0, text.length() - file.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.indexOf("!/"));
        }
        try {
            return Path.of(new URI(root));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("class: " + type + ", url=" + url, e);
        }
    }
}

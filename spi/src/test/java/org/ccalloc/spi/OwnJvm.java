package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM of its own for a main class of these tests. The kit has a better one, but needs this module. */
final class OwnJvm {

    private static final int MOST_SECONDS = 60;

    private OwnJvm() {}

    /**
     * Runs a main class to its end, which has to be a good one.
     *
     * @param main the class
     * @param flags of the JVM
     * @param classPath what it needs beside this module and its tests
     * @param arguments of the main method
     * @return the lines of its output, errors included
     */
    static List<String> run(Class<?> main, List<String> flags, List<Path> classPath, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.add("-cp");
        command.add(Stream.concat(Stream.of(rootOf(CcAllocator.class), rootOf(main)), classPath.stream())
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator"))));
        command.add(main.getName());
        command.addAll(arguments);
        Path output = Files.createTempFile("ccalloc-child-", ".txt");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("ends in time: %s", command)
                    .isTrue();
            List<String> lines = Files.readAllLines(output);
            assertThat(child.exitValue()).as(() -> lines.toString()).isZero();
            return lines;
        } finally {
            child.destroyForcibly();
            Files.delete(output);
        }
    }

    private static Path rootOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}

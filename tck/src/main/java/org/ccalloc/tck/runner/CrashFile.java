package org.ccalloc.tck.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the JVM wrote when it crashed: what happened, in which frame, and the Java frames that led there. */
final class CrashFile {

    private static final int MOST_JAVA_FRAMES = 8;
    private static final Pattern CAUSE =
            Pattern.compile("#\\s+(SIG\\w+|EXCEPTION_|Internal Error|There is insufficient memory|Native memory).*");
    private static final Pattern JAVA_FRAME_OF_THE_JDK =
            Pattern.compile("[A-Za-z]\\s+(?:\\d+%?\\s+)?(?:c\\d\\s+)?(?:java|jdk|sun)\\..*");
    private static final Pattern COMMENT = Pattern.compile("^#\\s*");

    private CrashFile() {}

    /**
     * The flag that makes a JVM write its file there.
     *
     * @param directory where to
     * @return the flag
     */
    static String flag(Path directory) {
        return "-XX:ErrorFile=" + directory.resolve("crash-%p.log");
    }

    /**
     * Reads the file of a JVM that has ended.
     *
     * @param directory where it is
     * @param processId the JVM's
     * @return some lines; none if it wrote no file
     */
    static Optional<String> read(Path directory, long processId) {
        Path file = directory.resolve("crash-" + processId + ".log");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(summary(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList()));
        } catch (IOException e) {
            return Optional.of("crash: its report cannot be read: " + e);
        }
    }

    /**
     * The lines that matter.
     *
     * @param lines those of the file
     * @return some of them
     */
    static String summary(List<String> lines) {
        List<String> summary = new ArrayList<>();
        lines.stream()
                .filter(CAUSE.asMatchPredicate())
                .findFirst()
                .ifPresent(line -> summary.add("crash: " + withoutComment(line)));
        int frame = lines.indexOf("# Problematic frame:");
        if (frame >= 0 && frame + 1 < lines.size()) {
            summary.add("problematic frame: " + withoutComment(lines.get(frame + 1)));
        }
        lines.stream()
                .dropWhile(line -> !line.startsWith("Java frames:"))
                .takeWhile(line -> !line.isBlank())
                .filter(Predicate.not(JAVA_FRAME_OF_THE_JDK.asMatchPredicate()))
                .limit(MOST_JAVA_FRAMES + 1L)
                .forEach(summary::add);
        return String.join("\n", summary);
    }

    private static String withoutComment(String line) {
        return COMMENT.matcher(line).replaceFirst("");
    }
}

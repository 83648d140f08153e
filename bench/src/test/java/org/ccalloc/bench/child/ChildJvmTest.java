package org.ccalloc.bench.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private String run(ClassPath classPath, String flag) throws ChildFailedException {
        return ChildProcess.run(
                        ChildJvm.repeatedCommand(
                                classPath, directory, List.of(flag), "org.openjdk.jmh.Main", List.of("-h")),
                        LIMIT)
                .output();
    }

    @Test
    void whatIsStartedAgainHasAnArchiveForEachCollector() throws ChildFailedException, IOException {
        ClassPath all = ClassPath.ofThisJvm();
        ClassPath jars = all.named("jmh-core").and(all.named("jopt")).and(all.named("commons-math"));
        assertThat(jars.hasOnlyJars()).isTrue();
        String first = run(jars, "-XX:+UseSerialGC");
        assertThat(first).contains("Usage:").doesNotContain("[warning]");
        assertThat(run(jars, "-XX:+UseSerialGC")).isEqualTo(first);
        assertThat(run(jars, "-Dx=1")).isEqualTo(first);
        assertThat(archives())
                .hasSize(2)
                .anyMatch(name -> name.startsWith("SerialGC-org.openjdk.jmh.Main"))
                .anyMatch(name -> name.startsWith("org.openjdk.jmh.Main"));
    }

    @Test
    void classesInDirectoriesHaveNone() throws ChildFailedException, IOException {
        ClassPath all = ClassPath.ofThisJvm();
        assertThat(run(all.and(new ClassPath(List.of(directory))), "-Dx=1")).contains("Usage:");
        assertThat(archives()).isEmpty();
    }

    private List<String> archives() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

package org.ccalloc.bench.child;

import static java.io.File.pathSeparator;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

    @TempDir
    private Path directory;

    @Test
    void directoryOfJarsOnAModulePathBecomesItsJars() throws IOException {
        Path one = jar("one.jar", "a/A.class");
        Path two = jar("two.jar", "b/B.class");
        Files.writeString(directory.resolve("readme.txt"), "no jar");
        assertThat(ClassPath.of("", directory.toString()).entries()).containsExactly(one, two);
    }

    @Test
    void explodedModuleStaysADirectory() throws IOException {
        Files.createFile(directory.resolve("module-info.class"));
        assertThat(ClassPath.of("", directory.toString()).entries()).containsExactly(directory);
    }

    @Test
    void classPathComesFirstAndNothingComesTwice() throws IOException {
        Path one = jar("one.jar", "a/A.class");
        Path two = jar("two.jar", "b/B.class");
        assertThat(ClassPath.of(two.toString(), one + pathSeparator + two).entries())
                .containsExactly(two, one);
    }

    @Test
    void entriesAreFoundByWhatIsInThem() throws IOException {
        Path one = jar("one.jar", "a/A.class");
        Path two = jar("two.jar", "b/B.class");
        ClassPath both = ClassPath.of(one + pathSeparator + two, "");
        assertThat(both.having("b/B.class").entries()).containsExactly(two);
        assertThat(both.named("one").entries()).containsExactly(one);
        assertThat(both).hasToString(one + pathSeparator + two);
    }

    private Path jar(String name, String entry) throws IOException {
        Path file = directory.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
        }
        return file;
    }
}

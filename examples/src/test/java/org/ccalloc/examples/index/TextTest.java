package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTest {

    @TempDir
    private Path directory;

    @Test
    void filesThatCannotBeReadAreNamed() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> Text.ofFiles(List.of(missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("file: name=" + missing + " does not exist (expected a file that can be read)");
        assertThatThrownBy(() -> Text.ofFiles(List.of(directory)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=" + directory + " is a directory");
    }

    @Test
    void filesAreDocuments() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));
        Path words = Files.writeString(directory.resolve("words"), "some words");
        try (Text text = Text.ofFiles(List.of(empty, words))) {
            assertThat(text.documents()).extracting(Document::byteSize).containsExactly(0L, 10L);
            assertThat(read(text.documents().get(1))).isEqualTo("some words");
        }
    }

    @Test
    void ofAJdkItIsTheJavaSources() throws IOException {
        Path sources = Files.createDirectories(directory.resolve("lib")).resolve("src.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(sources))) {
            zip.putNextEntry(new ZipEntry("java.base/java/lang/Object.java"));
            zip.write("class Object".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("java.base/picture.png"));
        }
        try (Text text = Text.ofJdkOrShipped(directory)) {
            assertThat(text.description()).contains(sources.toString());
            assertThat(text.documents()).extracting(Document::name).containsExactly("java.base/java/lang/Object.java");
            assertThat(read(text.documents().getFirst())).isEqualTo("class Object");
        }
    }

    @Test
    void ofAJdkWithoutSourcesItIsWhatShips() throws IOException {
        try (Text text = Text.ofJdkOrShipped(directory)) {
            assertThat(text.description()).contains("ships with the demo").contains(directory.toString());
            assertThat(text.documents())
                    .isNotEmpty()
                    .allMatch(document -> document.name().endsWith(".md"));
            assertThat(text.byteSize()).isGreaterThan(1000);
            assertThat(read(text.documents().getFirst())).isNotEmpty();
        }
    }

    @Test
    void itsStartMayCutADocument() throws IOException {
        Text text = SampleText.of("one two", "three four", "five").text();
        assertThat(text.first(12).documents()).hasSize(2);
        assertThat(read(text.first(12).documents().get(0))).isEqualTo("one two");
        assertThat(read(text.first(12).documents().get(1))).isEqualTo("three");
        assertThat(text.first(12).byteSize()).isEqualTo(12);
        assertThat(text.first(100).byteSize()).isEqualTo(21);
    }

    private static String read(Document document) throws IOException {
        try (InputStream stream = document.opening().open()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package org.ccalloc.examples.index;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Text to index: where it comes from, and its documents, which may be opened by many threads until it is closed. */
public final class Text implements Closeable {

    /** Where the text that ships with this module lies in it; not the name of a package, so nobody encapsulates it. */
    private static final String SHIPPED = "META-INF/text/";

    private final String description;
    private final List<Document> documents;
    private final Closeable source;

    private Text(String description, List<Document> documents, Closeable source) {
        this.description = description;
        this.documents = List.copyOf(documents);
        this.source = source;
    }

    /**
     * Text that is there already, as a test has it.
     *
     * @param description for people to read
     * @param documents the documents
     * @return the text
     */
    public static Text of(String description, List<Document> documents) {
        return new Text(description, documents, () -> {});
    }

    /**
     * Files that somebody named.
     *
     * @param files the files, each a document
     * @return the text
     * @throws IllegalArgumentException naming the first that does not exist, is a directory, or may not be read
     * @throws IOException if the size of a file cannot be found out
     */
    public static Text ofFiles(List<Path> files) throws IOException {
        List<Document> documents = new ArrayList<>();
        for (Path file : files) {
            String problem = !Files.exists(file)
                    ? "does not exist"
                    : Files.isDirectory(file) ? "is a directory" : Files.isReadable(file) ? "" : "cannot be read";
            if (!problem.isEmpty()) {
                throw new IllegalArgumentException(
                        "file: name=" + file + " " + problem + " (expected a file that can be read)");
            }
            documents.add(new Document(file.toString(), Files.size(file), () -> Files.newInputStream(file)));
        }
        return of(files.size() == 1 ? files.getFirst().toString() : "the files given", documents);
    }

    /**
     * The Java sources of a JDK or, if it has none, the text that ships with this module.
     *
     * @param javaHome the JDK
     * @return the text
     * @throws IOException if neither can be read
     */
    public static Text ofJdkOrShipped(Path javaHome) throws IOException {
        Path sources = javaHome.resolve("lib", "src.zip");
        return Files.isReadable(sources)
                ? ofZip("the Java sources in " + sources, sources, name -> name.endsWith(".java"))
                : shipped("the text that ships with the demo, since there is no " + sources);
    }

    private static Text shipped(String description) throws IOException {
        Path home = home();
        if (!Files.isDirectory(home)) {
            return ofZip(description, home, name -> name.startsWith(SHIPPED));
        }
        try (Stream<Path> walk = Files.walk(home.resolve(SHIPPED))) {
            Text files = ofFiles(walk.filter(Files::isRegularFile).sorted().toList());
            return new Text(description, files.documents, files.source);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The jar or directory of this module. */
    private static Path home() throws IOException {
        var source = Text.class.getProtectionDomain().getCodeSource();
        @Nullable URI location = null;
        try {
            location = source == null || source.getLocation() == null
                    ? null
                    : source.getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new IOException("text: location=" + source.getLocation() + " (expected a file)", e);
        }
        if (location == null || !"file".equals(location.getScheme())) {
            throw new IOException("text: location=" + location + " (expected a file; name the files to index)");
        }
        return Path.of(location);
    }

    private static Text ofZip(String description, Path path, Predicate<String> wanted) throws IOException {
        ZipFile zip = new ZipFile(path.toFile());
        List<Document> documents = zip.stream()
                .filter(entry -> !entry.isDirectory() && wanted.test(entry.getName()))
                .map(entry -> documentOf(zip, entry))
                .toList();
        return new Text(description, documents, zip);
    }

    private static Document documentOf(ZipFile zip, ZipEntry entry) {
        return new Document(entry.getName(), Math.max(entry.getSize(), 0), () -> zip.getInputStream(entry));
    }

    /**
     * The start of this text; the last document may be cut. Closing it closes this text, too.
     *
     * @param byteLimit how much
     * @return so many bytes, or all if there are not as many
     */
    public Text first(long byteLimit) {
        if (byteSize() <= byteLimit) {
            return this;
        }
        List<Document> some = new ArrayList<>();
        long left = byteLimit;
        for (Document document : documents) {
            if (left <= 0) {
                break;
            }
            some.add(document.first(left));
            left -= document.byteSize();
        }
        return new Text("the start of " + description, some, source);
    }

    /**
     * Where the text comes from, for people to read.
     *
     * @return the description
     */
    public String description() {
        return description;
    }

    /**
     * What it consists of.
     *
     * @return the documents
     */
    public List<Document> documents() {
        return documents;
    }

    /**
     * The size of all documents, as far as it is known beforehand.
     *
     * @return bytes
     */
    public long byteSize() {
        return documents.stream().mapToLong(Document::byteSize).sum();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

package org.ccalloc.bench.child;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * A class path for children, who always live on one, whether this JVM was started from a class path or a module path.
 *
 * @param entries jars and directories of classes
 */
public record ClassPath(List<Path> entries) {

    /**
     * Keeps a copy.
     *
     * @param entries jars and directories of classes
     */
    public ClassPath {
        entries = List.copyOf(entries);
    }

    /**
     * All that this JVM was given: its class path and its module path.
     *
     * @return the class path
     */
    public static ClassPath ofThisJvm() {
        return of(System.getProperty("java.class.path", ""), System.getProperty("jdk.module.path", ""));
    }

    /**
     * Joins a class path and a module path. An entry of a module path may be a directory of jars; of a class path it may
     * not.
     *
     * @param classPath paths separated as on this system; may be empty
     * @param modulePath the same
     * @return the class path
     */
    static ClassPath of(String classPath, String modulePath) {
        List<Path> entries = new ArrayList<>(split(classPath));
        for (Path entry : split(modulePath)) {
            if (Files.isDirectory(entry) && !Files.exists(entry.resolve("module-info.class"))) {
                entries.addAll(jarsAndModules(entry));
            } else {
                entries.add(entry);
            }
        }
        return new ClassPath(
                entries.stream().map(Path::toAbsolutePath).distinct().toList());
    }

    /**
     * The entries in which one of some files is.
     *
     * @param files paths inside a jar, such as {@code org/ccalloc/spi/CcAllocator.class}
     * @return those entries, in their order
     */
    public ClassPath having(String... files) {
        return new ClassPath(entries.stream()
                .filter(entry -> Arrays.stream(files).anyMatch(file -> has(entry, file)))
                .toList());
    }

    /**
     * The entries whose file name starts with a word.
     *
     * @param start such as {@code lwjgl}
     * @return those entries, in their order
     */
    public ClassPath named(String start) {
        return new ClassPath(entries.stream()
                .filter(entry -> entry.getFileName().toString().startsWith(start))
                .toList());
    }

    /**
     * The entries whose file name does not start with a word.
     *
     * @param start such as {@code lwjgl}
     * @return those entries, in their order
     */
    public ClassPath without(String start) {
        return new ClassPath(entries.stream()
                .filter(entry -> !entry.getFileName().toString().startsWith(start))
                .toList());
    }

    /**
     * Appends a class path.
     *
     * @param other what comes after
     * @return both
     */
    public ClassPath and(ClassPath other) {
        return new ClassPath(
                Stream.concat(entries.stream(), other.entries.stream()).toList());
    }

    /**
     * Whether classes are in files alone.
     *
     * @return false if an entry is a directory
     */
    public boolean hasOnlyJars() {
        return entries.stream().noneMatch(Files::isDirectory);
    }

    private static boolean has(Path entry, String file) {
        if (Files.isDirectory(entry)) {
            return Files.exists(entry.resolve(file));
        }
        if (!Files.isRegularFile(entry)) {
            return false;
        }
        try (ZipFile jar = new ZipFile(entry.toFile())) {
            return jar.getEntry(file) != null;
        } catch (IOException e) {
            throw new UncheckedIOException("class path: cannot read " + entry, e);
        }
    }

    private static List<Path> split(String path) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static List<Path> jarsAndModules(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(
                            file -> file.toString().endsWith(".jar") || Files.exists(file.resolve("module-info.class")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("module path: cannot list " + directory, e);
        }
    }

    @Override
    public String toString() {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}

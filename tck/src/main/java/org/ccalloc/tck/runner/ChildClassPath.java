package org.ccalloc.tck.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of a child JVM: what this JVM has on its module path and class path, and after that what the user gave. The
 * kit and the contract are therefore there once, whatever the user's jars bring along.
 */
final class ChildClassPath {

    private static final String WILDCARD = "*";

    private ChildClassPath() {}

    /**
     * The class path.
     *
     * @param given the user's entries
     * @return absolute entries, joined as {@code java -cp} wants them
     * @throws NothingToRunException if one of the given does not exist
     */
    static String of(List<String> given) throws NothingToRunException {
        List<String> entries = new ArrayList<>();
        for (String entry : entriesOf("jdk.module.path")) {
            entries.addAll(modulesIn(Path.of(entry)));
        }
        for (String entry : entriesOf("java.class.path")) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        for (String entry : given) {
            entries.add(absolute(entry));
        }
        return String.join(File.pathSeparator, entries);
    }

    private static List<String> entriesOf(String property) {
        return Stream.of(System.getProperty(property, "").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** An entry of a module path is a module or a directory of modules. */
    private static List<String> modulesIn(Path entry) {
        Path absolute = entry.toAbsolutePath();
        if (!Files.isDirectory(absolute) || Files.exists(absolute.resolve("module-info.class"))) {
            return List.of(absolute.toString());
        }
        try (Stream<Path> modules = Files.list(absolute)) {
            return modules.filter(module -> module.toString().endsWith(".jar") || Files.isDirectory(module))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // a directory that is not there has no modules
        }
    }

    private static String absolute(String entry) throws NothingToRunException {
        boolean allJars = entry.endsWith(WILDCARD);
        try {
            Path path = Path.of(allJars ? entry.substring(0, entry.length() - 1) : entry)
                    .toAbsolutePath();
            if (Files.exists(path)) {
                return allJars ? path.resolve(WILDCARD).toString() : path.toString();
            }
        } catch (InvalidPathException e) {
            throw new NothingToRunException("class path: entry=" + entry + " (expected a jar or a directory)", e);
        }
        throw new NothingToRunException(
                "class path: entry=" + entry + " does not exist (expected a jar or a directory)");
    }
}

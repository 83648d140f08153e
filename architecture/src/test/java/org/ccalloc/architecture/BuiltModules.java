package org.ccalloc.architecture;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The modules of this build, as they lie on the class path. */
final class BuiltModules {
    private BuiltModules() {}

    /** Our modules by name, each as a jar or a directory of classes. */
    static SortedMap<String, ModuleReference> byName() {
        Path[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(BuiltModules::isOurs)
                .toArray(Path[]::new);
        var modules = new TreeMap<String, ModuleReference>();
        ModuleFinder.of(classPath)
                .findAll()
                .forEach(module -> modules.put(module.descriptor().name(), module));
        return modules;
    }

    private static boolean isOurs(Path entry) {
        String path = entry.toAbsolutePath().toString();
        return path.startsWith(projectDirectory().toString())
                && (Files.exists(entry.resolve("module-info.class")) || path.endsWith(".jar"));
    }

    /** How many folders of the build declare a module. */
    static long declared() {
        Path project = projectDirectory();
        try {
            return Pattern.compile("<module>(.+?)</module>")
                    .matcher(Files.readString(project.resolve("pom.xml")))
                    .results()
                    .filter(match ->
                            Files.exists(project.resolve(match.group(1)).resolve("src/main/java/module-info.java")))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path projectDirectory() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.resolve("..").normalize();
        }
        return directory;
    }
}

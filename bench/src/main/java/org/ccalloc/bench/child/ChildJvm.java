package org.ccalloc.bench.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command that starts a JVM like this one. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * The same command, for a class that is started again and again: the first JVM to end leaves its classes, parsed and linked, in an archive for
     * the later ones. That takes a third of a second off each start and changes nothing else: no compiled code and no profile is in it.
     *
     * @param classPath where its classes are
     * @param archives a directory for archives
     * @param flags further JVM flags
     * @param mainClass the class, by name
     * @param arguments its arguments
     * @return the command
     */
    public static List<String> repeatedCommand(
            ClassPath classPath, Path archives, List<String> flags, String mainClass, List<String> arguments) {
        List<String> all = new ArrayList<>();
        if (classPath.hasOnlyJars()) {
            // Archives of other collectors and class paths do not fit; properties and sizes do not matter.
            String kind = flags.stream()
                    .filter(flag -> flag.startsWith("-XX:+Use"))
                    .map(flag -> flag.substring("-XX:+Use".length()) + "-")
                    .collect(Collectors.joining());
            all.add("-XX:+AutoCreateSharedArchive");
            all.add("-XX:SharedArchiveFile="
                    + archives.resolve(kind + mainClass + "-" + Integer.toHexString(classPath.hashCode()) + ".jsa"));
            // What there is to say about archives goes to standard output, where figures are.
            all.add("-Xlog:disable");
            all.add("-Xlog:all=error:stderr");
        }
        all.addAll(flags);
        return command(classPath, all, mainClass, arguments);
    }

    /**
     * The command for a class on a class path, with all that contenders need: native access, Unsafe without warnings,
     * LWJGL on its mimalloc, and our own settings as this JVM has them.
     *
     * @param classPath where its classes are
     * @param flags further JVM flags
     * @param mainClass the class, by name: naming it must not load it
     * @param arguments its arguments
     * @return the command
     */
    public static List<String> command(
            ClassPath classPath, List<String> flags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dorg.lwjgl.system.allocator=mimalloc");
        for (String property : System.getProperties().stringPropertyNames()) {
            // Which file a backend loads, and the like. Not which backend: that is what contenders differ in.
            boolean isOfABackend = property.contains("library") || property.startsWith("ccalloc.java-unsafe.");
            if (property.startsWith("ccalloc.") && isOfABackend) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath.toString());
        command.add(mainClass);
        command.addAll(arguments);
        return List.copyOf(command);
    }
}

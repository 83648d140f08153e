package org.ccalloc.bench.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a JVM like this one. */
public final class ChildJvm {

    private ChildJvm() {}

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

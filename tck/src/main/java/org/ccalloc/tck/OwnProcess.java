package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocator;

/** A JVM of its own in which the allocator is created anew, by the name of its class. */
final class OwnProcess {

    private static final int NOT_CREATED = 3;

    private OwnProcess() {}

    // ------------------------------------------------------------------------------- in the test's process

    /**
     * A small JVM without compilers, so that it asks for little itself.
     *
     * @param main what to run
     * @param allocator one of the class to create
     * @return the child, whose argument has to be the name of that class
     */
    static ChildJvm of(Class<?> main, CcAllocator allocator) {
        var needed = new ArrayList<Class<?>>(List.of(CcAllocator.class));
        for (Class<?> type = allocator.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            needed.add(type);
        }
        ChildJvm child = new ChildJvm(main, needed.toArray(Class<?>[]::new))
                .flags("-Xint", "-Xms64m", "-Xmx64m", "-XX:+UseSerialGC")
                .flags("-XX:ReservedCodeCacheSize=16m", "-XX:CompressedClassSpaceSize=16m")
                .flags("--enable-native-access=ALL-UNNAMED");
        // What the allocator itself may need.
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                if (!entry.isEmpty()) {
                    child.classPathFirst(Path.of(entry));
                }
            }
        }
        return child;
    }

    /**
     * Runs a child, and fails unless it ends well. Skips the test, by name, if it could not create the allocator.
     *
     * @param what what it is about, for the message
     * @param child the child
     * @param allocator one of the class that it creates
     */
    static void expectSuccess(String what, ChildJvm child, CcAllocator allocator) {
        String className = allocator.getClass().getName();
        ChildJvm.Result result = child.run(className);
        assumeTrue(
                result.exitStatus() != NOT_CREATED,
                () -> "own process: class=" + className + " cannot be created in a JVM of its own: " + result.output());
        if (result.exitStatus() != 0) {
            throw new AssertionError(what + ": allocator=" + allocator.name() + ", exit status=" + result.exitStatus()
                    + " (expected 0), output: " + result.output());
        }
    }

    // ---------------------------------------------------------------------------------- in its own process

    /**
     * Creates the allocator, or ends the process.
     *
     * @param arguments of the main method: the name of the class
     * @return the allocator
     */
    static CcAllocator create(String[] arguments) {
        try {
            var constructor = Class.forName(arguments[0]).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (CcAllocator) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            System.out.println(e);
            System.exit(NOT_CREATED);
            throw new IllegalStateException(e);
        }
    }
}

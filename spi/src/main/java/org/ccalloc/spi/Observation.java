package org.ccalloc.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows an allocator to those who watch from outside: the flight recorder, and JMX if that was asked for. */
final class Observation {

    private Observation() {}

    /**
     * Begins; there is no end, since an allocator that was handed out stays.
     *
     * @param allocator to be shown
     * @param jmx the value of {@link CcAllocatorMBeans#PROPERTY}
     * @throws IllegalArgumentException if that is neither {@code true} nor {@code false}
     * @throws UnsupportedOperationException if it is {@code true} and this JVM has no JMX
     */
    static void begin(CcAllocator allocator, Optional<String> jmx) {
        if (jmx.isPresent()) {
            switch (jmx.get()) {
                case "true" -> CcAllocatorMBeans.show(allocator);
                case "false" -> {}
                default ->
                    throw new IllegalArgumentException(
                            "jmx: " + CcAllocatorMBeans.PROPERTY + "=" + jmx.get() + " (expected true or false)");
            }
        }
        // The flight recorder keeps its listeners and event classes for ever, and with them the class loader.
        if (isPresent("jdk.jfr") && staysForEver(Observation.class.getClassLoader())) {
            FlightEvents.watch(allocator);
        }
    }

    /**
     * Whether a class loader lives as long as the JVM. That of a web application, say, should go when the application does.
     *
     * @param loader null for the JVM's own
     * @return true if it is the system class loader or an ancestor of it
     */
    @SuppressWarnings("ReferenceEquality") // a loader is what it is
    static boolean staysForEver(@Nullable ClassLoader loader) {
        for (ClassLoader one = ClassLoader.getSystemClassLoader(); one != null; one = one.getParent()) {
            if (one == loader) {
                return true;
            }
        }
        return loader == null;
    }

    /**
     * Whether an optional module of the JDK is there: a run-time image may be without it, or an application on the module
     * path not ask for it.
     *
     * @param module its name
     * @return true if its classes can be used
     */
    static boolean isPresent(String module) {
        return ModuleLayer.boot().findModule(module).isPresent();
    }
}

package org.ccalloc.spi.nativelibrary;

import java.lang.foreign.MemorySegment;

/**
 * The JVM's permission to call native code (JEP 472), and how to give it.
 */
public final class NativeAccess {

    private NativeAccess() {}

    /**
     * The flag that lets the module of this library call native code. Backends call through this module, so that it is
     * the only one that needs the permission.
     *
     * @return {@code --enable-native-access=org.ccalloc.spi}, or {@code --enable-native-access=ALL-UNNAMED} on the
     *     class path
     */
    public static String flag() {
        Module module = NativeAccess.class.getModule();
        return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }

    /**
     * Looks whether the JVM gives this module the permission that {@link org.ccalloc.spi.RawMemory} needs: for
     * constructors, lest the refusal come with the first access to memory, as a {@link LinkageError} in some other thread.
     *
     * @throws IllegalCallerException if not; names the flag to add
     */
    @SuppressWarnings("restricted")
    public static void check() {
        try {
            MemorySegment.NULL.reinterpret(0);
        } catch (IllegalCallerException e) {
            throw denied(e);
        }
    }

    /**
     * Words the JVM's refusal for people.
     *
     * @param refusal what the JVM threw
     * @return an exception that names the flag to add
     */
    public static IllegalCallerException denied(IllegalCallerException refusal) {
        return new IllegalCallerException(
                "native access: denied by this JVM (expected to be enabled; add " + flag() + " to the java command)",
                refusal);
    }
}

package org.ccalloc.javaunsafe;

/**
 * What the JVM says of memory access by {@code sun.misc.Unsafe} (JEP 471, JEP 498), without trying it: at the first try the
 * JVM prints a warning, and who only lists allocators should see none.
 */
final class UnsafePermission {

    /** What the option {@code --sun-misc-unsafe-memory-access} becomes. */
    private static final String PROPERTY = "sun.misc.unsafe.memory.access";

    /** The last JDK of which it is known that it allows the access, with a warning, unless it is told otherwise. */
    private static final int LAST_JDK_THAT_ALLOWS = 25;

    private UnsafePermission() {}

    /**
     * Whether {@link Memory} works through {@code sun.misc.Unsafe}.
     *
     * @return the same as {@link Memory#UNSAFE_ALLOWED}
     */
    static boolean isGiven() {
        String option = System.getProperty(PROPERTY);
        boolean known = option != null || Runtime.version().feature() <= LAST_JDK_THAT_ALLOWS;
        return known ? !"deny".equals(option) : Memory.UNSAFE_ALLOWED;
    }
}

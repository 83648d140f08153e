package org.ccalloc.spi;

import java.util.List;
import java.util.Optional;

/**
 * Finds allocators and chooses one.
 *
 * <p>Providers are found once, by {@link java.util.ServiceLoader} with the class loader of this class. What
 * {@link #get()} answers is decided by, in this order [N03]:
 *
 * <ol>
 *   <li>the system property {@value #BACKEND_PROPERTY}, a name;
 *   <li>the environment variable {@value #BACKEND_VARIABLE}, a name;
 *   <li>the highest {@linkplain CcAllocator#priority() priority} among the allocators that are {@linkplain
 *       CcAllocator#availability() available}, negative ones left out.
 * </ol>
 *
 * <p>An allocator asked for by name that cannot be had is an exception, never a silent replacement [N04]. A default that
 * cannot be had is replaced by the next one and logged as one warning to the {@link System.Logger} {@code org.ccalloc}
 * [N05], unless a setting of the user's for that very allocator is the cause: that is an exception too [N09].
 *
 * <p><strong>Thread safety.</strong> All operations may be called by any thread.
 */
public final class CcAllocators {

    /** System property with the name of the allocator to use: {@value}. */
    public static final String BACKEND_PROPERTY = "ccalloc.backend";

    /** Environment variable with the name of the allocator to use, if the system property is not set: {@value}. */
    public static final String BACKEND_VARIABLE = "CCALLOC_BACKEND";

    /** System property, {@code true} or {@code false}: whether allocators count from the start: {@value}. */
    public static final String STATS_PROPERTY = "ccalloc.stats";

    private static final BackendSelection SELECTION = new BackendSelection(
            ServiceProviders.of(CcAllocator.class), ServiceProviders.of(CcAllocatorDecorator.class), new ThisProcess());

    private CcAllocators() {}

    /**
     * The allocator to use: one shared instance, the same at every call [N06], but for the time of a {@linkplain
     * CcAllocatorRedirection redirection} [N12].
     *
     * @return the allocator, wrapped by the {@linkplain CcAllocatorDecorator decorators} whose settings are given; or the
     *     target of a redirection, as it is
     * @throws BackendNotAvailableException if the one asked for by name does not exist or is not available, if two have
     *     its name, or if none is available; the next call tries again
     * @throws IllegalArgumentException if the value of {@value #STATS_PROPERTY} or {@value CcAllocatorMBeans#PROPERTY} is
     *     neither {@code true} nor {@code false} [N07, W04]
     * @throws UnsupportedOperationException if {@value CcAllocatorMBeans#PROPERTY} is {@code true} and this JVM has no JMX [W06]
     */
    public static CcAllocator get() {
        CcAllocator target = CcAllocatorRedirection.currentTarget();
        return target != null ? target : SELECTION.get();
    }

    /**
     * The allocator of a name: one shared instance, the same at every call, without decorators [N06].
     *
     * @param name the name
     * @return the allocator
     * @throws BackendNotAvailableException if there is none of that name, two, or one that is not available
     * @throws IllegalArgumentException as {@link #get()} does
     * @throws UnsupportedOperationException as {@link #get()} does
     */
    public static CcAllocator named(String name) {
        return SELECTION.named(name);
    }

    /**
     * The names of the allocators that are available, the highest priority first, those included that are only found by
     * name. Loads the libraries of all.
     *
     * @return the names
     */
    public static List<String> available() {
        return SELECTION.available();
    }

    /**
     * The names of the allocators that declare a capability, the highest priority first, without those that are only found by
     * name. Whether they are available is not asked; but one that has to look into its library to know what it can loads that.
     *
     * @param capability what is wanted
     * @return the names
     */
    static List<String> declaring(Capability capability) {
        return SELECTION.declaring(capability);
    }

    /**
     * What was found, what {@link #get()} answers, and why. Loads the libraries of all.
     *
     * @return the explanation; does not throw when {@code get()} would
     */
    public static Explanation explain() {
        return SELECTION.explain();
    }

    /** Settings of this process. */
    private static final class ThisProcess implements BackendSelection.Surroundings {
        @Override
        public Optional<String> property(String name) {
            return Optional.ofNullable(System.getProperty(name));
        }

        @Override
        public Optional<String> variable(String name) {
            return Optional.ofNullable(System.getenv(name));
        }

        @Override
        public void warn(String message) {
            System.getLogger("org.ccalloc").log(System.Logger.Level.WARNING, message);
        }

        @Override
        public void handOut(CcAllocator allocator) {
            Observation.begin(allocator, property(CcAllocatorMBeans.PROPERTY));
        }
    }
}

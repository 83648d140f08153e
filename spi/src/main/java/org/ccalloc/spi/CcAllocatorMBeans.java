package org.ccalloc.spi;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shows allocators in JMX, each as a {@link CcAllocatorMXBean} of the platform's MBean server, under the name {@code
 * org.ccalloc:type=CcAllocator,name=mimalloc}.
 *
 * <p>With the system property {@value #PROPERTY} set to {@code true}, that is done with whatever {@link CcAllocators} hands
 * out. Another allocator, or one without the property, is shown by {@link #register}.
 *
 * <p>Needs the module {@code java.management}. An application on the class path has it, if the run-time image has; one on
 * the module path requires it, or starts with {@code --add-modules java.management}.
 *
 * <p><strong>Thread safety.</strong> All operations may be called by any thread.
 */
public final class CcAllocatorMBeans {

    /** System property, {@code true} or {@code false}: whether allocators are shown in JMX from the start: {@value}. */
    public static final String PROPERTY = "ccalloc.jmx";

    private CcAllocatorMBeans() {}

    /**
     * Shows an allocator until the registration is closed. As long as that is not, the MBean server keeps the allocator, and
     * so its class loader: what runs in a container has to close it.
     *
     * @param allocator the allocator
     * @return the registration
     * @throws IllegalStateException if an allocator of this name is shown already
     * @throws IllegalArgumentException if it is a heap: those are shown with their allocator
     * @throws UnsupportedOperationException if this JVM has no module {@code java.management}
     */
    public static Registration register(CcAllocator allocator) {
        Objects.requireNonNull(allocator, "allocator");
        if (allocator instanceof CcHeap) {
            // Whoever watches does not know when the program closes the heap.
            throw new IllegalArgumentException("MBean: heap=" + allocator.name()
                    + " (expected an allocator; heaps are shown with the allocator that made them)");
        }
        checkJmx("register");
        return new Registration(MBeanRegistration.unique(new ObservedAllocator(allocator)));
    }

    /** For {@link #PROPERTY}. A second one of the name, through another class loader, say, gets a number. */
    static void show(CcAllocator allocator) {
        checkJmx(PROPERTY + "=true");
        MBeanRegistration.numbered(new ObservedAllocator(allocator));
    }

    private static void checkJmx(String asked) {
        if (!Observation.isPresent("java.management")) {
            throw new UnsupportedOperationException("jmx: " + asked
                    + " needs the module java.management, which is not there (expected a run-time image with it, and"
                    + " --add-modules java.management on the module path)");
        }
    }

    /** An allocator that is shown in JMX. */
    public static final class Registration implements AutoCloseable {
        private final MBeanRegistration registration;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Registration(MBeanRegistration registration) {
            this.registration = registration;
        }

        /**
         * The name under which the allocator is shown.
         *
         * @return for {@code javax.management.ObjectName}
         */
        public String objectName() {
            return registration.objectName();
        }

        /** Shows the allocator no longer. Does nothing the second time, or if somebody else has unregistered the MBean. */
        @Override
        public void close() {
            // By then the name may be another's.
            if (closed.compareAndSet(false, true)) {
                registration.end();
            }
        }
    }
}

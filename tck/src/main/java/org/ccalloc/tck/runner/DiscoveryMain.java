package org.ccalloc.tck.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;

/** Runs in a child JVM: tells which allocators are on the class path. */
final class DiscoveryMain {

    /** A provider that cannot be located makes the loader throw and go on; this many in a row, and it is stuck. */
    private static final int MOST_FAILURES = 100;

    private DiscoveryMain() {}

    /**
     * Looks for allocators and ends the JVM.
     *
     * @param arguments the file of the events
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        ParentWatch.start();
        try (var log = new EventLog(Path.of(arguments[0]))) {
            tellAll(log);
            log.add(Event.of(Event.Kind.DONE));
        }
        Runtime.getRuntime().halt(0);
    }

    private static void tellAll(EventLog log) {
        Iterator<ServiceLoader.Provider<CcAllocator>> providers =
                ServiceLoader.load(CcAllocator.class).stream().iterator();
        for (int failures = 0; failures < MOST_FAILURES; ) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                tell(providers.next(), log);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failures++;
                log.add(Event.of(
                        Event.Kind.NOT_CREATED, e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause())));
            }
        }
    }

    private static void tell(ServiceLoader.Provider<CcAllocator> provider, EventLog log) {
        Class<?> type = provider.type();
        log.add(Event.of(Event.Kind.CREATING, type.getName()));
        String name = provider.get().name();
        log.add(Event.of(
                Event.Kind.FOUND,
                type.getName(),
                String.valueOf(name),
                ChildJvm.rootOf(type).toString()));
    }
}

package org.ccalloc.spi;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The providers of a service that could be created, and why others could not: one broken jar does not hide the rest.
 *
 * @param <S> the service
 * @param created one instance of each provider that works
 * @param broken a line for each that does not
 */
record ServiceProviders<S>(List<S> created, List<String> broken) {

    /** A provider that cannot be located makes the loader throw and go on; this many in a row, and it is stuck. */
    private static final int MOST_FAILURES = 100;

    ServiceProviders {
        created = List.copyOf(created);
        broken = List.copyOf(broken);
    }

    static <S> ServiceProviders<S> of(Class<S> service) {
        ClassLoader ours = ServiceProviders.class.getClassLoader();
        return from(ServiceLoader.load(service, ours).iterator());
    }

    static <S> ServiceProviders<S> from(Iterator<S> providers) {
        List<S> created = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        while (broken.size() < MOST_FAILURES) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                created.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                broken.add(e.getMessage() + (e.getCause() == null ? "" : " (" + e.getCause() + ")"));
            }
        }
        return new ServiceProviders<>(created, broken);
    }

    static String locationOf(Class<?> providerClass) {
        var source = providerClass.getProtectionDomain().getCodeSource();
        if (source != null && source.getLocation() != null) {
            return source.getLocation().toString();
        }
        return "module " + providerClass.getModule().getName();
    }
}

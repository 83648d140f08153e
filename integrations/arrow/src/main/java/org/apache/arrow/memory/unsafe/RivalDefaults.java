package org.apache.arrow.memory.unsafe;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** Other defaults for Arrow's memory beside ours, of which it would be a matter of order which one is used. */
final class RivalDefaults {

    private static final String UNSAFE = "org/apache/arrow/memory/unsafe/DefaultAllocationManagerFactory.class";
    private static final String NETTY = "org/apache/arrow/memory/netty/DefaultAllocationManagerFactory.class";

    private RivalDefaults() {}

    /**
     * What is wrong with the class path.
     *
     * @param ours our default
     * @return what to tell the user; empty if nothing is wrong
     */
    static String complaint(Class<?> ours) {
        ClassLoader loader = ours.getClassLoader();
        List<URL> unsafe = found(loader, UNSAFE);
        List<URL> rivals = found(loader, NETTY);
        // Ours is one of them, and the first, or it would not have been loaded.
        if (unsafe.size() > 1) {
            rivals.addAll(unsafe.subList(1, unsafe.size()));
        }
        if (rivals.isEmpty()) {
            return "";
        }
        return "Arrow's memory: found=" + unsafe.getFirst() + ", " + rivals
                + " (expected ccalloc-arrow alone: leave arrow-memory-netty and arrow-memory-unsafe out of the"
                + " dependencies, or hand CcAllocationManagerFactory over to RootAllocator.configBuilder())";
    }

    private static List<URL> found(ClassLoader loader, String resource) {
        List<URL> urls = new ArrayList<>();
        try {
            Enumeration<URL> resources = loader.getResources(resource);
            while (resources.hasMoreElements()) {
                urls.add(resources.nextElement());
            }
        } catch (IOException e) {
            throw new IllegalStateException("class path: resource=" + resource + " (expected to be readable)", e);
        }
        return urls;
    }
}

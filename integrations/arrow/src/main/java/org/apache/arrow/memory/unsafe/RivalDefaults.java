package org.apache.arrow.memory.unsafe;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Other defaults for Arrow's memory beside ours. Beside {@code arrow-memory-unsafe} it is a matter of order which one is
 * used. Beside {@code arrow-memory-netty} it would always be ours, since Arrow looks for that one last; but it is there
 * for nothing then, and a program that has it may believe that it is used.
 */
final class RivalDefaults {

    private static final String UNSAFE = "org/apache/arrow/memory/unsafe/DefaultAllocationManagerFactory.class";
    private static final String NETTY = "org/apache/arrow/memory/netty/DefaultAllocationManagerFactory.class";

    /** In each copy of this jar, and in no other. */
    private static final String OURS = "org/ccalloc/arrow/CcAllocationManagerFactory.class";

    private RivalDefaults() {}

    /**
     * What is wrong with the class path. That this jar is there twice, in a container and in a program as well, say, is not:
     * one copy does what the other does.
     *
     * @param ours our default
     * @return what to tell the user; empty if nothing is wrong
     */
    static String complaint(Class<?> ours) {
        ClassLoader loader = ours.getClassLoader();
        List<String> unsafe = found(loader, UNSAFE);
        List<String> netty = found(loader, NETTY);
        List<String> copies = found(loader, OURS);
        // The first is ours, or it would not have been loaded.
        boolean allOurs = unsafe.stream()
                .skip(1)
                .map(url -> url.substring(0, url.length() - UNSAFE.length()) + OURS)
                .allMatch(copies::contains);
        if (allOurs && netty.isEmpty()) {
            return "";
        }
        return "Arrow's memory: found="
                + Stream.concat(unsafe.stream(), netty.stream()).toList()
                + " (expected ccalloc-arrow alone: leave arrow-memory-netty and arrow-memory-unsafe out of the"
                + " dependencies, or hand CcAllocationManagerFactory over to RootAllocator.configBuilder())";
    }

    private static List<String> found(ClassLoader loader, String resource) {
        try {
            return Collections.list(loader.getResources(resource)).stream()
                    .map(URL::toString)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("class path: resource=" + resource + " (expected to be readable)", e);
        }
    }
}

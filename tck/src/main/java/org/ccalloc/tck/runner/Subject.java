package org.ccalloc.tck.runner;

import java.util.List;

/**
 * An allocator under test. This JVM knows it by hearsay only.
 *
 * @param name its name
 * @param className its class
 * @param location the jar or directory of the class
 * @param capabilities what it declares
 */
public record Subject(String name, String className, String location, List<String> capabilities) {

    /** Copies. */
    public Subject {
        capabilities = List.copyOf(capabilities);
    }
}

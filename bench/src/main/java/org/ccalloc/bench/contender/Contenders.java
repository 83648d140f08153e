package org.ccalloc.bench.contender;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;

/** Finds what is to be measured by its name. */
public final class Contenders {

    /** LWJGL on its mimalloc. */
    public static final String LWJGL = "lwjgl";

    /** {@code sun.misc.Unsafe}. */
    public static final String UNSAFE = "unsafe";

    /** {@code Arena.ofConfined()}: no allocator, since it frees all at once; only some workloads know it. */
    public static final String ARENA = "arena";

    private Contenders() {}

    /**
     * Opens a contender. Peers cost nothing over their own methods: a JVM that measures one of them loads no other.
     *
     * @param name a peer's name, or that of a backend
     * @return the allocator
     */
    public static CcAllocator open(String name) {
        return switch (name) {
            case LWJGL -> new LwjglAllocator();
            case UNSAFE -> new UnsafeAllocator();
            default -> CcAllocators.named(name);
        };
    }
}

package org.ccalloc.bench.contender;

import java.util.List;
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

    /** {@code Arena.ofShared()}: the same, for several threads. */
    public static final String SHARED_ARENA = "shared-arena";

    /** Direct buffers of Netty's pooled allocator; only programs know it. */
    public static final String NETTY_POOLED = "netty-pooled";

    /** Direct buffers of Netty's adaptive allocator; only programs know it. */
    public static final String NETTY_ADAPTIVE = "netty-adaptive";

    /** All but our own. */
    public static final List<String> PEERS = List.of(LWJGL, UNSAFE, ARENA, SHARED_ARENA, NETTY_POOLED, NETTY_ADAPTIVE);

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

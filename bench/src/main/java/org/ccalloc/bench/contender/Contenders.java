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

    /** Mimalloc's functions without anything between: to see what a call takes, and what the contract. */
    public static final String BARE_CALLS = "bare calls";

    /** The same, with a call of a function that does nothing before each. */
    public static final String BARE_AND_EMPTY_CALLS = "bare calls, an empty one before each";

    /** The system property with the library file of bare calls. */
    public static final String BARE_LIBRARY_PROPERTY = "ccalloc.bench.bare-library";

    private Contenders() {}

    /**
     * Whether a contender is told its library file by {@link #BARE_LIBRARY_PROPERTY}.
     *
     * @param name a contender
     * @return whether it consists of bare calls
     */
    public static boolean isBare(String name) {
        return name.equals(BARE_CALLS) || name.equals(BARE_AND_EMPTY_CALLS);
    }

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
            case BARE_CALLS -> new BareMimalloc();
            case BARE_AND_EMPTY_CALLS -> new BareMimallocWithEmptyCalls();
            default -> CcAllocators.named(name);
        };
    }
}

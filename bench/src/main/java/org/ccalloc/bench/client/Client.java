package org.ccalloc.bench.client;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ccalloc.bench.child.ClassPath;

/** A library that allocates through an interface of its own, which ours can stand behind. */
public enum Client {

    /** Apache Arrow. Its allocator on Netty does not start on a JDK 25. */
    ARROW("ccalloc-arrow", List.of("arrow-memory-unsafe")) {
        @Override
        ClientBuffers openBuffers(String contender) {
            return ArrowBuffers.open(contender);
        }
    },

    /** Netty. */
    NETTY("ccalloc-netty", List.of("netty-pooled", "netty-adaptive", "netty-unpooled")) {
        @Override
        ClientBuffers openBuffers(String contender) {
            return NettyBuffers.open(contender);
        }
    };

    /** A contender whose allocator hands out the same block again and again: what is left is the client's own work. */
    public static final String BOOKKEEPING = "bookkeeping alone";

    private final String integration;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> own;

    Client(String integration, List<String> own) {
        this.integration = integration;
        this.own = own;
    }

    /**
     * Its name among the workloads.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a client.
     *
     * @param word as {@link #word} says it
     * @return the client
     * @throws IllegalArgumentException if there is none
     */
    public static Client named(String word) {
        return Stream.of(values())
                .filter(client -> client.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("client: name=" + word + " (expected arrow or netty)"));
    }

    /**
     * Its own allocators.
     *
     * @return names of contenders
     */
    public List<String> own() {
        return own;
    }

    /**
     * The class path for a contender. Arrow takes whatever default it finds, and ours has the name of one of its own.
     *
     * @param all all that there is
     * @param contender which contender
     * @return what it needs
     */
    public ClassPath classPath(ClassPath all, String contender) {
        if (this != ARROW) {
            return all;
        }
        return own.contains(contender) ? all.without(integration) : all.without("arrow-memory-unsafe");
    }

    /**
     * Opens a contender.
     *
     * @param contender one of {@link #own}, {@link #BOOKKEEPING} or a backend
     * @return its buffers
     */
    abstract ClientBuffers openBuffers(String contender);
}

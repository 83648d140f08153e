package org.ccalloc.bench.program;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;

/** Contenders for programs: allocators, and those whose blocks are objects. */
final class BlockSources {

    private static final String NOT_BY_ADDRESS = "is an object, and not found by an address";

    private static final Map<String, Map<Need, String>> LACKS = Map.of(
            Contenders.UNSAFE, Map.of(Need.ALIGNMENT, "Unsafe allocates without alignment"),
            Contenders.ARENA,
                    Map.of(
                            Need.ANY_THREAD_FREES,
                            "a confined arena is closed by the thread that opened it",
                            Need.ADDRESSES,
                            "an arena " + NOT_BY_ADDRESS),
            Contenders.SHARED_ARENA, Map.of(Need.ADDRESSES, "an arena " + NOT_BY_ADDRESS),
            Contenders.NETTY_POOLED, ofNetty(),
            Contenders.NETTY_ADAPTIVE, ofNetty());

    private BlockSources() {}

    private static Map<Need, String> ofNetty() {
        return Map.of(
                Need.ALIGNMENT,
                "Netty has one alignment for all buffers",
                Need.ADDRESSES,
                "a buffer " + NOT_BY_ADDRESS);
    }

    /**
     * Why a contender cannot run a program.
     *
     * @param contender its name
     * @param needs what the program asks for
     * @return the reason; empty if it can
     */
    static Optional<String> reasonAgainst(String contender, Set<Need> needs) {
        Map<Need, String> lacks = LACKS.getOrDefault(contender, Map.of());
        return needs.stream()
                .filter(lacks::containsKey)
                .sorted()
                .map(lacks::get)
                .findFirst();
    }

    /**
     * Opens a contender. A JVM that measures one loads no other.
     *
     * @param contender its name
     * @param statistics whether it keeps statistics
     * @return where blocks come from
     */
    static BlockSource open(String contender, boolean statistics) {
        return switch (contender) {
            case Contenders.ARENA -> new ArenaBlocks(false);
            case Contenders.SHARED_ARENA -> new ArenaBlocks(true);
            case Contenders.NETTY_POOLED -> NettyBlocks.pooled();
            case Contenders.NETTY_ADAPTIVE -> NettyBlocks.adaptive();
            default -> of(Contenders.open(contender), statistics);
        };
    }

    private static BlockSource of(CcAllocator allocator, boolean statistics) {
        if (statistics) {
            allocator.statsEnable(true);
        }
        return new AllocatorBlocks(allocator);
    }
}

package org.ccalloc.jemalloc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** What jemalloc has for heaps: arenas that are used explicitly, and thread caches that are. All by {@code mallctl}. */
final class JemallocHeapLibrary {

    /** {@code MALLOCX_TCACHE_NONE} of {@code jemalloc.h}. */
    static final long NO_THREAD_CACHE = 1 << 8;

    private JemallocHeapLibrary() {}

    /**
     * {@code MALLOCX_ARENA} of {@code jemalloc.h}.
     *
     * @param arena its index
     * @return a flag, in the lower 32 bits
     */
    static long arenaFlag(int arena) {
        return Integer.toUnsignedLong((arena + 1) << 20);
    }

    /**
     * {@code MALLOCX_TCACHE} of {@code jemalloc.h}.
     *
     * @param threadCache its index
     * @return a flag
     */
    static long threadCacheFlag(int threadCache) {
        return (threadCache + 2L) << 8;
    }

    /**
     * {@code arenas.create}.
     *
     * @return the index of a new arena; empty if there is none
     */
    static OptionalInt createArena() {
        return read("arenas.create", MemorySegment.NULL, 0);
    }

    /**
     * {@code arena.<i>.reset}: frees all blocks.
     *
     * @param arena one that nobody uses, and none of whose blocks is in a thread cache
     */
    static void reset(int arena) {
        perform("arena." + arena + ".reset");
    }

    /**
     * {@code arena.<i>.purge}: gives unused pages back.
     *
     * @param arena the arena
     */
    static void purge(int arena) {
        perform("arena." + arena + ".purge");
    }

    /**
     * {@code arenas.lookup}.
     *
     * @param address any below 2<sup>48</sup>
     * @return the arena of the block that is there; empty if there is none
     */
    static OptionalInt arenaOf(long address) {
        try (Arena scratch = Arena.ofConfined()) {
            return read("arenas.lookup", scratch.allocateFrom(JAVA_LONG, address), JAVA_LONG.byteSize());
        }
    }

    /**
     * {@code tcache.create}.
     *
     * @return the index of a new, empty cache, for one thread at a time; empty if there is none
     */
    static OptionalInt createThreadCache() {
        return read("tcache.create", MemorySegment.NULL, 0);
    }

    /**
     * {@code tcache.flush}: gives what is in it back to the arenas.
     *
     * @param threadCache one that no other thread uses
     */
    static void flushThreadCache(int threadCache) {
        write("tcache.flush", threadCache);
    }

    /**
     * {@code tcache.destroy}, which flushes it.
     *
     * @param threadCache one that nobody uses
     */
    static void destroyThreadCache(int threadCache) {
        write("tcache.destroy", threadCache);
    }

    private static OptionalInt read(String name, MemorySegment value, long byteSize) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment result = scratch.allocate(JAVA_INT);
            MemorySegment resultByteSize = scratch.allocateFrom(JAVA_LONG, JAVA_INT.byteSize());
            int error = (int) JemallocLibrary.Control.MALLCTL.invokeExact(
                    scratch.allocateFrom(name), result, resultByteSize, value, byteSize);
            return error == 0 ? OptionalInt.of(result.get(JAVA_INT, 0)) : OptionalInt.empty();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static void write(String name, int value) {
        try (Arena scratch = Arena.ofConfined()) {
            check(name, JemallocLibrary.control(name, scratch.allocateFrom(JAVA_INT, value), JAVA_INT.byteSize()));
        }
    }

    private static void perform(String name) {
        check(name, JemallocLibrary.control(name, MemorySegment.NULL, 0));
    }

    private static void check(String name, int error) {
        if (error != 0) {
            throw new IllegalStateException("mallctl: name=" + name + ", error=" + error + " (expected 0)");
        }
    }
}

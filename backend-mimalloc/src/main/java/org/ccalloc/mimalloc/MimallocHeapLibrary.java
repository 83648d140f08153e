package org.ccalloc.mimalloc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.SHORT_CALL_BYTE_LIMIT;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of mimalloc's heaps, bound when the first heap is made. Blocks of heaps are freed, and asked for their
 * usable size, as all others.
 *
 * <p>A heap may be used and destroyed by any thread. Before version 3.2.6 it was its creator's alone; such a library
 * has no {@code mi_heap_theap}, by which it is told.
 */
final class MimallocHeapLibrary {

    private static final MethodHandle MALLOC = MimallocLibrary.LIBRARY.shortCall("mi_heap_malloc");
    private static final MethodHandle ZALLOC = MimallocLibrary.LIBRARY.shortCall("mi_heap_zalloc");
    private static final MethodHandle MALLOC_ALIGNED = MimallocLibrary.LIBRARY.shortCall("mi_heap_malloc_aligned");
    private static final MethodHandle ZALLOC_ALIGNED = MimallocLibrary.LIBRARY.shortCall("mi_heap_zalloc_aligned");
    private static final MethodHandle REALLOC = MimallocLibrary.LIBRARY.shortCall("mi_heap_realloc");
    private static final MethodHandle CONTAINS = MimallocLibrary.LIBRARY.shortCall("mi_heap_contains");

    /** For large blocks. */
    private static final class Unhurried {
        static final MethodHandle MALLOC = MimallocLibrary.LIBRARY.call("mi_heap_malloc");
        static final MethodHandle ZALLOC = MimallocLibrary.LIBRARY.call("mi_heap_zalloc");
        static final MethodHandle MALLOC_ALIGNED = MimallocLibrary.LIBRARY.call("mi_heap_malloc_aligned");
        static final MethodHandle ZALLOC_ALIGNED = MimallocLibrary.LIBRARY.call("mi_heap_zalloc_aligned");
        static final MethodHandle REALLOC = MimallocLibrary.LIBRARY.call("mi_heap_realloc");
    }

    private static final MethodHandle NEW = MimallocLibrary.LIBRARY.call("mi_heap_new");
    private static final MethodHandle DESTROY = MimallocLibrary.LIBRARY.call("mi_heap_destroy");
    private static final MethodHandle COLLECT = MimallocLibrary.LIBRARY.call("mi_heap_collect");

    /** For {@link HeapThreads} and {@link FreeLists}. */
    private static final MethodHandle THEAP = MimallocLibrary.LIBRARY.shortCall("mi_heap_theap");

    /** Never destroyed, so that no other heap gets its address. */
    private static final class Lasting {
        static final long HEAP = newHeap();
    }

    /** For heaps of fixed capacity. */
    private static final class Arenas {
        static final MethodHandle NEW_HEAP = MimallocLibrary.LIBRARY.call("mi_heap_new_in_arena");
        static final MethodHandle RESERVE = MimallocLibrary.LIBRARY.call(
                "mi_reserve_os_memory_ex",
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_BOOLEAN, JAVA_BOOLEAN, JAVA_BOOLEAN, ADDRESS));
    }

    private MimallocHeapLibrary() {}

    /**
     * {@code mi_heap_t* mi_heap_new(void)}.
     *
     * @return the heap, or 0
     */
    static long newHeap() {
        try {
            return (long) NEW.invokeExact(0L, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code mi_theap_t* mi_heap_theap(mi_heap_t* heap)}: the heap is now the one that the calling thread used last.
     *
     * @param heap the heap
     * @return what it has for the calling thread, until that ends or the heap is destroyed
     */
    static long threadHeap(long heap) {
        try {
            return (long) THEAP.invokeExact(heap, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Makes a heap that is never destroyed the one that the calling thread used last. */
    static void useLastingHeap() {
        long _ = threadHeap(Lasting.HEAP);
    }

    /**
     * {@code mi_heap_t* mi_heap_new_in_arena(mi_arena_id_t arena_id)}.
     *
     * @param arena an exclusive arena
     * @return a heap whose blocks all lie in it, or 0
     */
    static long newHeapIn(long arena) {
        try {
            return (long) Arenas.NEW_HEAP.invokeExact(arena, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code int mi_reserve_os_memory_ex(size_t size, bool commit, bool allow_large, bool exclusive, mi_arena_id_t*
     * arena_id)}, exclusive and not committed.
     *
     * @param byteSize a multiple of 32 MiB
     * @return the arena, or 0
     */
    static long reserveArena(long byteSize) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment arena = scratch.allocate(JAVA_LONG);
            int error = (int) Arenas.RESERVE.invokeExact(byteSize, false, false, true, arena);
            return error == 0 ? arena.get(JAVA_LONG, 0) : 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void mi_heap_destroy(mi_heap_t* heap)}: frees all blocks of the heap, and the heap.
     *
     * @param heap one that nobody uses
     */
    static void destroy(long heap) {
        try {
            long _ = (long) DESTROY.invokeExact(heap, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void mi_heap_collect(mi_heap_t* heap, bool force)}, forced. mimalloc does nothing for a thread that has not
     * used the heap, so the thread allocates first.
     *
     * @param heap the heap
     */
    static void collect(long heap) {
        long block = malloc(heap, 1);
        if (block != 0) {
            MimallocLibrary.free(block, 1);
        }
        try {
            long _ = (long) COLLECT.invokeExact(heap, 1L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code bool mi_heap_contains(const mi_heap_t* heap, const void* p)}. Safe for any address.
     *
     * @param heap the heap
     * @param address any
     * @return true for its blocks, and inside of some
     */
    static boolean contains(long heap, long address) {
        try {
            // Of a bool only the lowest byte counts.
            return ((long) CONTAINS.invokeExact(heap, address, 0L) & 0xff) != 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_heap_malloc(mi_heap_t* heap, size_t size)}.
     *
     * @param heap the heap
     * @param byteSize bytes
     * @return the block, or 0
     */
    static long malloc(long heap, long byteSize) {
        try {
            if (byteSize < SHORT_CALL_BYTE_LIMIT) {
                return (long) MALLOC.invokeExact(heap, byteSize, 0L);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
        return mallocUnhurried(heap, byteSize);
    }

    /** Apart, so that the other is short enough to be inlined where heaps are a minority among allocators. */
    private static long mallocUnhurried(long heap, long byteSize) {
        try {
            return (long) Unhurried.MALLOC.invokeExact(heap, byteSize, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_heap_zalloc(mi_heap_t* heap, size_t size)}.
     *
     * @param heap the heap
     * @param byteSize bytes
     * @return the zeroed block, or 0
     */
    static long zalloc(long heap, long byteSize) {
        try {
            return byteSize < SHORT_CALL_BYTE_LIMIT
                    ? (long) ZALLOC.invokeExact(heap, byteSize, 0L)
                    : (long) Unhurried.ZALLOC.invokeExact(heap, byteSize, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_heap_malloc_aligned(mi_heap_t* heap, size_t size, size_t alignment)}.
     *
     * @param heap the heap
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    static long mallocAligned(long heap, long byteSize, long byteAlignment) {
        try {
            return MimallocLibrary.isShort(byteSize, byteAlignment)
                    ? (long) MALLOC_ALIGNED.invokeExact(heap, byteSize, byteAlignment)
                    : (long) Unhurried.MALLOC_ALIGNED.invokeExact(heap, byteSize, byteAlignment);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_heap_zalloc_aligned(mi_heap_t* heap, size_t size, size_t alignment)}.
     *
     * @param heap the heap
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return the zeroed block, or 0
     */
    static long zallocAligned(long heap, long byteSize, long byteAlignment) {
        try {
            return MimallocLibrary.isShort(byteSize, byteAlignment)
                    ? (long) ZALLOC_ALIGNED.invokeExact(heap, byteSize, byteAlignment)
                    : (long) Unhurried.ZALLOC_ALIGNED.invokeExact(heap, byteSize, byteAlignment);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_heap_realloc(mi_heap_t* heap, void* p, size_t newsize)}. Not {@code mi_realloc}, which takes the new
     * block from the thread's default heap.
     *
     * @param heap the heap
     * @param address the block, one of this heap's
     * @param oldByteSize its size
     * @param newByteSize bytes
     * @return the block, or 0
     */
    static long realloc(long heap, long address, long oldByteSize, long newByteSize) {
        try {
            return MimallocLibrary.isShort(oldByteSize, newByteSize)
                    ? (long) REALLOC.invokeExact(heap, address, newByteSize)
                    : (long) Unhurried.REALLOC.invokeExact(heap, address, newByteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}

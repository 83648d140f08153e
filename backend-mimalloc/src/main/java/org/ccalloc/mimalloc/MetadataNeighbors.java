package org.ccalloc.mimalloc;

import org.ccalloc.spi.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Two blocks that are of use only when they are freed: they lie beside those in which mimalloc keeps what it knows of a heap, and are freed
 * right after these.
 *
 * <p>What mimalloc 3.5.0 knows of a heap are blocks of its main heap: some 7 KiB, and 138 KiB for each arena of 1 GiB that the heap has
 * pages in. When the heap is destroyed they are freed in a way that leaves alone the page that they are in. A page that became full before belongs to
 * nobody; nobody finds it again, although all of its blocks are free by now. So whoever has some 25 heaps at once loses all of that for
 * each. An ordinary free into such a page looks at what else was freed there, and then the page serves again.
 *
 * @param ofHeap a block of the size of {@code mi_heap_t}, or 0
 * @param ofPages a block of the size of {@code mi_arena_pages_t}, or 0
 * @see <a href="https://github.com/microsoft/mimalloc">mimalloc</a>: {@code _mi_free_subproc_safe} in {@code free.c}, {@code
 *     mi_arena_pages_alloc} in {@code arena.c}
 */
record MetadataNeighbors(long ofHeap, long ofPages) {

    /** Whether the library is of the version that loses what it knows of heaps. Others may, too, but who knows what they have where. */
    static final boolean ARE_NEEDED = MimallocLibrary.LIBRARY.isBundled() || KnownBuild.LOADED;

    /** {@code MI_ARENA_SLICE_SIZE}. */
    private static final long SLICE_BYTE_SIZE = 64L << 10;

    /** What mimalloc reserves at a time, unless {@code MIMALLOC_ARENA_RESERVE} or many arenas before say otherwise. */
    private static final long USUAL_ARENA_BYTE_SIZE = 1L << 30;

    /** One of pages, and one of abandoned pages for each class of sizes. */
    private static final long BITMAPS = 62;

    private static final long BITMAP_HEADER_BYTE_SIZE = 128;
    private static final long HEADER_BYTE_SIZE = 512;
    private static final long BYTE_ALIGNMENT = 64;

    /**
     * Takes them, from the same pages, as it is the same thread that has just made mimalloc take the others.
     *
     * @param heap a heap of which the calling thread has just got a block
     * @param arenaByteSize of its exclusive arena; 0 if it has none
     * @return the neighbors; null if mimalloc knows of no pages yet, since the block is too large for any arena: only the {@link
     *     KnownBuild} can be asked that
     */
    static @Nullable MetadataNeighbors of(long heap, long arenaByteSize) {
        long pagesByteSize = KnownBuild.LOADED ? pagesByteSize(heap) : expectedPagesByteSize(arenaByteSize);
        return pagesByteSize == 0
                ? null
                : new MetadataNeighbors(
                        MimallocLibrary.malloc(MimallocLibrary.usableSize(heap)),
                        MimallocLibrary.malloc(pagesByteSize));
    }

    /** To be called after the heap was destroyed. */
    void free() {
        MimallocLibrary.free(ofHeap, 1);
        MimallocLibrary.free(ofPages, 1);
    }

    /**
     * Tells how large a block the heap has for its first arena, in the {@link KnownBuild}.
     *
     * @param heap a heap
     * @return bytes; 0 if it has no block in an arena
     */
    static long pagesByteSize(long heap) {
        for (int i = 0; i < KnownBuild.MOST_ARENAS; i++) {
            long pages = RawMemory.getLong(heap + KnownBuild.HEAP_ARENA_PAGES + i * KnownBuild.WORD_BYTE_SIZE);
            if (pages != 0) {
                return MimallocLibrary.usableSize(pages);
            }
        }
        return 0;
    }

    /**
     * Computes how large a block a heap has for an arena, in any build of mimalloc 3.5.0 for 64 bits.
     *
     * @param arenaByteSize the arena's; 0 for one of mimalloc's choosing
     * @return bytes
     */
    static long expectedPagesByteSize(long arenaByteSize) {
        long slices = (arenaByteSize == 0 ? USUAL_ARENA_BYTE_SIZE : arenaByteSize) / SLICE_BYTE_SIZE;
        return HEADER_BYTE_SIZE + BITMAPS * (BITMAP_HEADER_BYTE_SIZE + slices / Byte.SIZE) + BYTE_ALIGNMENT - 1;
    }
}

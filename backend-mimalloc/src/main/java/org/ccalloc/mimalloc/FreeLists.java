package org.ccalloc.mimalloc;

import org.ccalloc.spi.RawMemory;

/**
 * The first steps of {@code mi_heap_malloc}, without a call: the first block of a page's free list is taken, if there is one. That is
 * all that mimalloc itself does for most requests of a KiB or less; for the others it is called.
 *
 * <p>Where things are, which mimalloc keeps to itself, is known of one build, and told by its hash. All others are only called.
 *
 * <pre>
 *  theap    what a heap has for one thread; no other thread reads or writes this
 *    +0     pages by size in words, 0 to 128; each with room for blocks of that size, or a page that never has any
 *  page
 *    +16    free: the first free block, or 0
 *    +24    used: how many blocks are not free
 *  block
 *    +0     the next free block, or 0
 * </pre>
 *
 * <p>Frees of other threads go to a list of their own in the page, which only mimalloc looks at.
 *
 * @see <a href="https://github.com/microsoft/mimalloc">mimalloc</a>: {@code mi_theap_malloc_small} in {@code alloc.c}, {@code mi_page_t} and {@code
 *     mi_theap_t} in {@code types.h}; Leijen, Zorn and de Moura, "Mimalloc: Free List Sharding in Action", 2019, section 3
 */
final class FreeLists {

    /** Of {@code libmimalloc.so} for x64 Linux in {@code lwjgl-mimalloc} 3.4.3. */
    private static final String KNOWN_BUILD = "774ac4060fffae93c1f0b60508999ae869b3c21084e2dc2df6fc2f8bcc21d8b3";

    /** Whether the library is the build that all of this is known of. */
    static final boolean KNOWN = MimallocLibrary.LIBRARY.sha256().equals(KNOWN_BUILD);

    /** {@code MI_SMALL_SIZE_MAX}: what has a page in the table. */
    static final long GREATEST_BYTE_SIZE = 1024;

    private static final long WORD_BYTE_SIZE = 8;
    private static final long FREE = 16;
    private static final long USED = 24;

    private FreeLists() {}

    /**
     * Takes the first free block, if it is aligned.
     *
     * @param theap the calling thread's part of a heap
     * @param byteSize 1 to {@link #GREATEST_BYTE_SIZE}
     * @param byteAlignment a power of two; 1 for natural alignment, which the block has by its size
     * @return the block; 0 if mimalloc has to be called
     */
    static long take(long theap, long byteSize, long byteAlignment) {
        long page = RawMemory.getLong(theap + ((byteSize + (WORD_BYTE_SIZE - 1)) & -WORD_BYTE_SIZE));
        long block = RawMemory.getLong(page + FREE);
        if (block == 0 || (block & (byteAlignment - 1)) != 0) {
            return 0;
        }
        long next = RawMemory.getLong(block);
        // In this order: should the stack end in between, a free block passes for a used one, and not the other way
        // round.
        RawMemory.putLong(page + USED, RawMemory.getLong(page + USED) + 1);
        RawMemory.putLong(page + FREE, next);
        return block;
    }
}

package org.ccalloc.mimalloc;

import org.ccalloc.spi.RawMemory;

/**
 * The first steps of {@code mi_heap_malloc}, without a call: the first block of a page's free list is taken, if there is one. That is
 * all that mimalloc itself does for most requests of a KiB or less; for the others it is called. Only for the {@link KnownBuild}.
 *
 * <p>Frees of other threads go to a list of their own in the page, which only mimalloc looks at.
 *
 * @see <a href="https://github.com/microsoft/mimalloc">mimalloc</a>: {@code mi_theap_malloc_small} in {@code alloc.c}; Leijen, Zorn and de
 *     Moura, "Mimalloc: Free List Sharding in Action", 2019, section 3
 */
final class FreeLists {

    private FreeLists() {}

    /**
     * Takes the first free block, if it is aligned.
     *
     * @param theap the calling thread's part of a heap
     * @param byteSize 1 to {@link KnownBuild#GREATEST_SMALL_BYTE_SIZE}
     * @param byteAlignment a power of two; 1 for natural alignment, which the block has by its size
     * @return the block; 0 if mimalloc has to be called
     */
    static long take(long theap, long byteSize, long byteAlignment) {
        long words = (byteSize + (KnownBuild.WORD_BYTE_SIZE - 1)) & -KnownBuild.WORD_BYTE_SIZE;
        long page = RawMemory.getLong(theap + KnownBuild.THEAP_PAGES + words);
        long block = RawMemory.getLong(page + KnownBuild.PAGE_FREE);
        if (block == 0 || (block & (byteAlignment - 1)) != 0) {
            return 0;
        }
        long next = RawMemory.getLong(block);
        // In this order: should the stack end in between, a free block passes for a used one, and not the other way
        // round.
        RawMemory.putLong(page + KnownBuild.PAGE_USED, RawMemory.getLong(page + KnownBuild.PAGE_USED) + 1);
        RawMemory.putLong(page + KnownBuild.PAGE_FREE, next);
        return block;
    }
}

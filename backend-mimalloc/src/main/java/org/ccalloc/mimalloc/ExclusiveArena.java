package org.ccalloc.mimalloc;

/**
 * A range of memory reserved by mimalloc, for the heap that is made in it alone.
 *
 * @param id {@code mi_arena_id_t}
 * @param byteSize what was reserved, mimalloc's books in it included
 */
record ExclusiveArena(long id, long byteSize) {

    /** {@code MI_ARENA_MIN_SIZE} of mimalloc 3.5.0, of which arenas are multiples. */
    static final long UNIT_BYTE_SIZE = 32L << 20;

    /** {@code MI_PAGE_MAX_OVERALLOC_ALIGN} of mimalloc 3.5.0: past it, memory would not come from the arena. */
    static final long MAX_BYTE_ALIGNMENT = 64L << 10;
}

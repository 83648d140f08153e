package org.ccalloc.mimalloc;

/**
 * Where things are, inside of mimalloc, in the one build of which that is known. mimalloc keeps it to itself; another build may
 * have it otherwise, so the build is told by the hash of its file.
 *
 * <pre>
 *  heap     mi_heap_t
 *    +752   what it has in each of 160 arenas, mi_arena_pages_t, or 0
 *  theap    mi_theap_t: what a heap has for one thread; no other thread reads or writes this
 *    +0     pages by size in words, 0 to 128; each with room for blocks of that size, or a page that never has any
 *  page     mi_page_t
 *    +16    free: the first free block, or 0
 *    +24    used: how many blocks are not free
 *  block
 *    +0     the next free block, or 0
 * </pre>
 *
 * @see <a href="https://github.com/microsoft/mimalloc">mimalloc</a>: {@code types.h}
 */
final class KnownBuild {

    /** {@code libmimalloc.so} for x64 Linux in {@code lwjgl-mimalloc} 3.4.3. */
    private static final String SHA_256 = "774ac4060fffae93c1f0b60508999ae869b3c21084e2dc2df6fc2f8bcc21d8b3";

    /** Whether it is the library that was loaded. */
    static final boolean LOADED = MimallocLibrary.LIBRARY.sha256().equals(SHA_256);

    static final long WORD_BYTE_SIZE = 8;

    static final long HEAP_ARENA_PAGES = 752;

    /** {@code MI_MAX_ARENAS}. */
    static final int MOST_ARENAS = 160;

    static final long THEAP_PAGES = 0;

    /** {@code MI_SMALL_SIZE_MAX}: what has a page in the table. */
    static final long GREATEST_SMALL_BYTE_SIZE = 1024;

    static final long PAGE_FREE = 16;
    static final long PAGE_USED = 24;

    private KnownBuild() {}
}

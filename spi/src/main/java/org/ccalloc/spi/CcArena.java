package org.ccalloc.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link java.lang.foreign.Arena} whose memory comes from a {@link CcAllocator}: segments with bounds and a lifetime,
 * all of whose blocks go back to the allocator when the arena is closed.
 *
 * <p>It behaves as the JDK's own arenas do: segments are zero-filled unless {@link Contents#UNINITIALIZED} is asked
 * for; a size of 0 gives an empty segment; any power of two is an alignment; when memory runs out, allocating throws
 * {@link OutOfMemoryError}; use after close, or by another thread than the owner of a confined arena, throws.
 *
 * <p><strong>Thread safety.</strong> As the JDK's: a confined arena is its owner's, a shared one everybody's. Closing a
 * shared arena makes all threads of the JVM agree on it, which takes its time; see {@link Arena#ofShared()}.
 *
 * <p><strong>Native access:</strong> as for {@link RawMemory}.
 *
 * <p>{@snippet :
 * try (Arena arena = CcArena.ofConfined(CcAllocators.get())) {
 *     MemorySegment point = arena.allocate(ValueLayout.JAVA_DOUBLE, 2);
 * }
 * }
 *
 * @implNote Scopes are sealed in {@code java.lang.foreign}, so each instance wraps an arena of the JDK for its scope
 *     and closes that one first: as long as it refuses, because a segment is in use by a native call, say, no block is
 *     given back.
 */
public final class CcArena implements Arena {

    /** What fresh segments hold. */
    public enum Contents {
        /** Zero bytes, as the contract of {@link Arena#allocate(long, long)} has it. */
        ZEROED,
        /** Whatever was there: for callers who overwrite it all anyway. */
        UNINITIALIZED
    }

    private final CcAllocator allocator;

    /** The allocator, if it is this arena's own: then it is closed instead of freeing its blocks. */
    private final @Nullable CcHeap ownHeap;

    private final Arena lifetime;
    private final Contents contents;
    private final Object lock = new Object();

    /** Address and size, by turns, of each block; guarded by {@link #lock}. Empty for good once closed. */
    private long[] blocks = new long[16];

    private int blockWords; // guarded by lock
    private boolean closed; // guarded by lock

    private CcArena(CcAllocator allocator, @Nullable CcHeap ownHeap, Arena lifetime, Contents contents) {
        this.allocator = Objects.requireNonNull(allocator, "allocator");
        this.ownHeap = ownHeap;
        this.contents = Objects.requireNonNull(contents, "contents");
        this.lifetime = lifetime;
    }

    /**
     * An arena for the calling thread alone, whose segments are zero-filled.
     *
     * @param allocator where the memory comes from
     * @return the arena, to be closed by the calling thread
     */
    public static CcArena ofConfined(CcAllocator allocator) {
        return ofConfined(allocator, Contents.ZEROED);
    }

    /**
     * An arena for the calling thread alone.
     *
     * @param allocator where the memory comes from
     * @param contents what fresh segments hold
     * @return the arena, to be closed by the calling thread
     */
    public static CcArena ofConfined(CcAllocator allocator, Contents contents) {
        return new CcArena(allocator, null, Arena.ofConfined(), contents);
    }

    /**
     * An arena for all threads, whose segments are zero-filled.
     *
     * @param allocator where the memory comes from
     * @return the arena, to be closed by any thread
     */
    public static CcArena ofShared(CcAllocator allocator) {
        return ofShared(allocator, Contents.ZEROED);
    }

    /**
     * An arena for all threads.
     *
     * @param allocator where the memory comes from
     * @param contents what fresh segments hold
     * @return the arena, to be closed by any thread
     */
    public static CcArena ofShared(CcAllocator allocator, Contents contents) {
        return new CcArena(allocator, null, Arena.ofShared(), contents);
    }

    /**
     * An arena for the calling thread alone that takes over a heap: closing the arena closes the heap, which gives all
     * blocks back at once instead of one by one [Q08].
     *
     * @param heap where the memory comes from; nobody else may close it
     * @param contents what fresh segments hold
     * @return the arena, to be closed by the calling thread
     */
    public static CcArena ofConfinedHeap(CcHeap heap, Contents contents) {
        return new CcArena(heap, heap, Arena.ofConfined(), contents);
    }

    /**
     * An arena for all threads that takes over a heap: closing the arena closes the heap, which gives all blocks back at
     * once instead of one by one [Q08]. Allocating takes a lock, so that none runs while the heap is closed.
     *
     * @param heap where the memory comes from; nobody else may close it
     * @param contents what fresh segments hold
     * @return the arena, to be closed by any thread
     */
    public static CcArena ofSharedHeap(CcHeap heap, Contents contents) {
        return new CcArena(heap, heap, Arena.ofShared(), contents);
    }

    /**
     * Allocates a segment that lives as long as this arena [Q01 to Q05].
     *
     * @param byteSize bytes, 0 or more
     * @param byteAlignment a power of two, 1 or more
     * @return a segment of {@code byteSize} bytes
     * @throws IllegalArgumentException if the size is negative or the alignment is not a power of two
     * @throws IllegalStateException if this arena is closed
     * @throws WrongThreadException if this arena is confined to another thread
     * @throws OutOfMemoryError if the memory cannot be had
     */
    @Override
    @SuppressWarnings("restricted")
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.checkSize(byteSize);
        if (!Requests.isPowerOfTwo(byteAlignment)) {
            throw new IllegalArgumentException(
                    "alignment: byteAlignment=" + byteAlignment + " (expected a power of two, 1 or more)");
        }
        checkUsable();
        long blockAlignment = Math.max(byteAlignment, CcAllocator.MIN_BYTE_ALIGNMENT);
        // An empty segment has an address of its own too, as with the JDK's arenas.
        long blockByteSize = Math.max(byteSize, 1);
        long address = ownHeap == null
                ? newKeptBlock(blockByteSize, blockAlignment)
                : newBlockOfOwnHeap(blockByteSize, blockAlignment);
        return MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null);
    }

    @Override
    public MemorySegment.Scope scope() {
        return lifetime.scope();
    }

    /**
     * Ends the lifetime of all segments and gives their blocks back to the allocator [Q06, Q07], by closing the heap if
     * this arena has taken over one [Q08].
     *
     * @throws IllegalStateException if this arena is closed already, or a segment of it is in use by a native call
     * @throws WrongThreadException if this arena is confined to another thread
     */
    @Override
    public void close() {
        lifetime.close();
        long[] given;
        int words;
        synchronized (lock) {
            given = blocks;
            words = blockWords;
            closed = true;
            blocks = new long[0];
            blockWords = 0;
            if (ownHeap != null) {
                ownHeap.close();
            }
        }
        // The last first: where an allocator reuses the last freed first, the next arena walks memory forwards.
        for (int i = words - 2; i >= 0; i -= 2) {
            allocator.free(given[i], given[i + 1]);
        }
    }

    /** Throws what the JDK's arena throws for a wrong thread or a closed arena, before anything is allocated. */
    @SuppressWarnings("restricted")
    private void checkUsable() {
        MemorySegment.NULL.reinterpret(lifetime, null);
    }

    private long newBlock(long byteSize, long byteAlignment) {
        return contents == Contents.ZEROED
                ? allocator.callocAlignedOrThrow(1, byteSize, byteAlignment)
                : allocator.allocAlignedOrThrow(byteSize, byteAlignment);
    }

    private long newKeptBlock(long byteSize, long byteAlignment) {
        long address = newBlock(byteSize, byteAlignment);
        try {
            keep(address, byteSize);
        } catch (OutOfMemoryError e) {
            allocator.free(address, byteSize);
            throw e;
        }
        return address;
    }

    /** Under the lock, since a heap must not be closed while it allocates. */
    private long newBlockOfOwnHeap(long byteSize, long byteAlignment) {
        synchronized (lock) {
            if (closed) {
                throw alreadyClosed();
            }
            return newBlock(byteSize, byteAlignment);
        }
    }

    /** Remembers a block for close, or, if close came first, gives it back at once. */
    private void keep(long address, long byteSize) {
        synchronized (lock) {
            if (!closed) {
                if (blockWords == blocks.length) {
                    blocks = Arrays.copyOf(blocks, blockWords * 2);
                }
                blocks[blockWords++] = address;
                blocks[blockWords++] = byteSize;
                return;
            }
        }
        allocator.free(address, byteSize);
        throw alreadyClosed();
    }

    private static IllegalStateException alreadyClosed() {
        return new IllegalStateException("arena: closed=true (expected an open arena)");
    }
}

package org.ccalloc.javaunsafe;

import java.util.Locale;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * The tiers, put together: which of them serves a request, and which one an address belongs to.
 *
 * <pre>
 *   up to 128 KiB            a unit of a slab, from the calling thread's heap
 *   up to nearly 4 MiB       a segment of its own, from an arena
 *   above                    a reservation of its own
 * </pre>
 *
 * @implNote A record, since the JIT takes the fields of records for constants.
 * @param chunkMap what is where
 * @param reservations what is held from the operating system
 * @param arenas the arena tier
 * @param heaps the thread heaps
 * @param heapHints where a thread looks for its heap first
 * @param directBlocks what is too large for an arena
 */
record TieredMemory(
        ChunkMap chunkMap,
        Reservations reservations,
        MemoryArenas arenas,
        ThreadHeaps heaps,
        HeapHints heapHints,
        DirectBlocks directBlocks) {

    private static final long NATURAL_ALIGNMENT = 16;

    /** Less than any count of units that {@link Slab#put} answers. */
    private static final int NOT_OWN = Integer.MIN_VALUE;

    /**
     * Reserves nothing yet.
     *
     * @param maxByteSize the most to hold from the operating system
     * @return tiers without arenas
     */
    static TieredMemory ofAtMost(long maxByteSize) {
        return of(maxByteSize, SystemPages.current(), Placement.Strategy.FIRST_FIT);
    }

    /**
     * Reserves nothing yet.
     *
     * @param maxByteSize the most to hold from the operating system
     * @param systemPages how it is told about pages
     * @param placement where runs of pages are put
     * @return tiers without arenas
     */
    static TieredMemory of(long maxByteSize, SystemPages systemPages, Placement.Strategy placement) {
        return of(new Reservations(maxByteSize, systemPages), systemPages, placement);
    }

    /**
     * Tiers of a heap, which reserve nothing yet. What they hold counts as held by these, too.
     *
     * @return tiers without arenas
     */
    TieredMemory ofHeap() {
        return of(reservations.part(), arenas.systemPages(), arenas.placement());
    }

    private static TieredMemory of(Reservations reservations, SystemPages systemPages, Placement.Strategy placement) {
        var chunkMap = new ChunkMap();
        var arenas = new MemoryArenas(chunkMap, reservations, systemPages, placement);
        return new TieredMemory(
                chunkMap,
                reservations,
                arenas,
                new ThreadHeaps(arenas),
                new HeapHints(),
                new DirectBlocks(chunkMap, reservations, systemPages));
    }

    // ------------------------------------------------------------------------------------------------ allocating

    long allocate(long byteSize) {
        long threadId = Thread.currentThread().threadId();
        long unit = allocateOwn(HeapHints.table(heapHints.tables(), threadId), threadId, byteSize);
        return unit != 0 ? unit : allocateElsewhere(byteSize);
    }

    /**
     * Takes a unit that the calling thread's heap has at hand.
     *
     * @param table what may be the table of that heap
     * @param threadId the calling thread's id
     * @param byteSize 1 or more
     * @return the unit; 0 if there is none at hand, the table is another's, or the request is too large for a unit
     */
    static long allocateOwn(long table, long threadId, long byteSize) {
        long sizeClass;
        if (byteSize <= SizeClasses.EVEN_BYTE_SIZE) {
            sizeClass = SizeClasses.ofSmall(byteSize);
        } else if (byteSize <= SizeClasses.MAX_BYTE_SIZE) {
            sizeClass = SizeClasses.of(byteSize);
        } else {
            return 0;
        }
        return HeapTable.isOwnedBy(table, threadId) ? Slab.take(HeapTable.current(table, sizeClass)) : 0;
    }

    /**
     * Takes memory that the calling thread's heap does not have at hand.
     *
     * @param byteSize 1 or more
     * @return the block; 0 if there is no memory
     */
    long allocateElsewhere(long byteSize) {
        if (byteSize > SizeClasses.MAX_BYTE_SIZE) {
            return allocateLarge(byteSize, NATURAL_ALIGNMENT);
        }
        int sizeClass = SizeClasses.of(byteSize);
        ThreadHeap heap = heaps.own();
        if (heap == null) {
            return heaps.allocateWithoutOwn(sizeClass);
        }
        heapHints.put(heap.ownerId(), heap.table());
        return heap.allocate(sizeClass);
    }

    long allocateAligned(long byteSize, long byteAlignment) {
        long rounded = (byteSize + byteAlignment - 1) & -byteAlignment;
        // Past Long.MAX_VALUE the sum turns negative.
        if (rounded <= 0) {
            return 0;
        }
        // The unit that holds a multiple of an alignment is a multiple of it too, and slabs start on a page.
        return byteAlignment <= Chunk.PAGE_BYTE_SIZE && rounded <= SizeClasses.MAX_BYTE_SIZE
                ? allocate(rounded)
                : allocateLarge(byteSize, byteAlignment);
    }

    private long allocateLarge(long byteSize, long byteAlignment) {
        long pageAlignment = Math.max(1, byteAlignment / Chunk.PAGE_BYTE_SIZE);
        long mostPages = Chunk.PAGES - Math.max(Chunk.HEADER_PAGES, pageAlignment);
        if (byteSize > mostPages * Chunk.PAGE_BYTE_SIZE) {
            return directBlocks.allocate(byteSize, byteAlignment);
        }
        int pages = pagesFor(byteSize);
        long segment = arenas.allocate(pages, (int) pageAlignment, false);
        if (segment == 0) {
            // Better than more from the system.
            heaps.releaseEmpty();
            segment = arenas.allocate(pages, (int) pageAlignment, true);
        }
        if (segment == 0) {
            heaps.releaseIdle();
            segment = arenas.allocate(pages, (int) pageAlignment, false);
        }
        if (segment == 0) {
            return 0;
        }
        Segment.setOwner(segment, 0);
        Segment.setKind(segment, Segment.LARGE);
        return Segment.start(segment);
    }

    private static int pagesFor(long byteSize) {
        return (int) ((byteSize + Chunk.PAGE_BYTE_SIZE - 1) / Chunk.PAGE_BYTE_SIZE);
    }

    // --------------------------------------------------------------------------------------------------- freeing

    /**
     * Gives a block back.
     *
     * @param address the block
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    void free(long address) {
        freeIn(this, address);
    }

    /**
     * Gives a block back; for who would have to fetch the tiers first, which are not looked at if all is well.
     *
     * @param memory what has the block
     * @param address the block
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    static void freeIn(TieredMemory memory, long address) {
        long slab = SlabPages.slabAt(address);
        int used = putOwn(slab, address);
        if (used <= 0) {
            memory.finishFree(slab, address, used);
        }
    }

    /**
     * Gives a unit of the calling thread's heap back.
     *
     * @param slab where the address may be in
     * @param address the block
     * @return what {@link Slab#put} answers; {@link #NOT_OWN}, and nothing has changed, if it was not seen to be such a unit
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    private static int putOwn(long slab, long address) {
        return HeapTable.isOwnedBy(Slab.heap(slab), Thread.currentThread().threadId())
                ? Slab.put(slab, address)
                : NOT_OWN;
    }

    private void finishFree(long slab, long address, int used) {
        if (used == NOT_OWN) {
            freeElsewhere(address);
        } else {
            settle(slab, address);
        }
    }

    private void settle(long slab, long address) {
        // The thread may have it in tiers of another heap.
        if (chunkMap.get(address) <= 0) {
            throw Misuse.notABlock(address);
        }
        heaps.numbered(Segment.owner(slab)).settle(slab);
    }

    /**
     * Gives back what is no unit of the calling thread's heap, or was not seen to be.
     *
     * @param address the block
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    private void freeElsewhere(long address) {
        if (chunkMap.get(address) <= 0) {
            directBlocks.free(address);
            return;
        }
        long slab = SlabPages.slabAt(address);
        if (slab != Slab.NONE) {
            heaps.freeRemotely(slab, address);
            return;
        }
        long segment = segmentAt(address);
        if (Segment.kind(segment) == Segment.LARGE) {
            checkStart(segment, address);
            if (!arenas.releaseLarge(segment)) {
                throw Misuse.freeAlready(address);
            }
        } else {
            int used = putOwn(segment, address);
            if (used == NOT_OWN) {
                heaps.freeRemotely(segment, address);
            } else if (used <= 0) {
                settle(segment, address);
            }
        }
    }

    // -------------------------------------------------------------------------------------------------- resizing

    /**
     * How many bytes a block has.
     *
     * @param address the block
     * @return bytes
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    long usableSize(long address) {
        if (chunkMap.get(address) <= 0) {
            return directBlocks.usableSize(address);
        }
        long segment = segmentAt(address);
        if (Segment.kind(segment) == Segment.LARGE) {
            checkStart(segment, address);
            return Segment.byteSize(segment);
        }
        Slab.checkLive(segment, address);
        return Slab.unitByteSize(segment);
    }

    /**
     * Resizes a block where it stands, unless more than half of it would be unused.
     *
     * @param address the block
     * @param byteSize bytes wanted, 1 or more
     * @return whether the block has the new size
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    boolean resize(long address, long byteSize) {
        long usable = usableSize(address);
        if (byteSize <= usable && byteSize >= usable / 2) {
            return true;
        }
        if (byteSize <= SizeClasses.MAX_BYTE_SIZE || byteSize > Chunk.USABLE_BYTE_SIZE || chunkMap.get(address) <= 0) {
            return false;
        }
        long segment = segmentAt(address);
        return Segment.kind(segment) == Segment.LARGE && arenas.resize(segment, pagesFor(byteSize));
    }

    /**
     * Resizes a block, in another place if need be.
     *
     * @param address the block
     * @param oldByteSize its size
     * @param newByteSize bytes wanted, 1 or more
     * @param byteAlignment of which its address is to be a multiple
     * @return the block; 0 if there is no memory, and nothing has changed
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    long reallocate(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if ((address & (byteAlignment - 1)) == 0 && resize(address, newByteSize)) {
            return address;
        }
        long moved = byteAlignment <= NATURAL_ALIGNMENT
                ? allocate(newByteSize)
                : allocateAligned(newByteSize, byteAlignment);
        if (moved != 0) {
            Memory.copy(address, moved, Math.min(oldByteSize, newByteSize));
            free(address);
        }
        return moved;
    }

    // --------------------------------------------------------------------------------------------------- finding

    private static long segmentAt(long address) {
        long segment = Chunk.segmentAt(address);
        if (segment == 0) {
            throw Misuse.notABlock(address);
        }
        return segment;
    }

    private static void checkStart(long segment, long address) {
        if (Segment.start(segment) != address) {
            throw Misuse.insideABlock(address, Segment.start(segment));
        }
    }

    // --------------------------------------------------------------------------------------------------- keeping

    /**
     * Gives memory that is not in use back to the operating system.
     *
     * @return how many bytes
     */
    long trim() {
        heaps.releaseEmpty();
        heaps.releaseIdle();
        return arenas.purge() + reservations.releaseKept();
    }

    /**
     * Gives everything back to the operating system, or keeps some for heaps to come, with all blocks. Only while nobody works
     * with these tiers, or will.
     */
    void destroy() {
        heapHints.clear();
        directBlocks.destroy();
        arenas.destroy();
    }

    /**
     * Whether an address is in memory that these tiers have.
     *
     * @param address any number
     * @return whether it is in an arena or starts a direct block
     */
    boolean owns(long address) {
        int entry = chunkMap.get(address);
        return entry > 0 || (entry < 0 && Chunk.of(address) == address);
    }

    /**
     * Visits all live blocks with their usable sizes. Only while nobody allocates or frees.
     *
     * @param visitor is told of each
     */
    void walk(CcHeap.BlockVisitor visitor) {
        arenas.walk(visitor);
        directBlocks.walk(visitor);
    }

    /** What was held from the operating system at most. */
    long highestReservedByteSize() {
        return reservations.highestByteSize();
    }

    /** What is held from the operating system. */
    long reservedByteSize() {
        return reservations.byteSize();
    }

    /**
     * Tells what is held and how full it is, for people; what changes meanwhile may be shown in part.
     *
     * @return lines
     */
    String describe() {
        return arenas.describe()
                + directBlocks.describe()
                + heaps.describe()
                + String.format(
                        Locale.ROOT,
                        "held from the system: %d KiB, and %d KiB for heaps to come%n",
                        reservedByteSize() >> 10,
                        reservations.keptByteSize() >> 10);
    }

    /**
     * Fails if the tiers do not agree with each other. Only while nobody allocates or frees.
     *
     * @return how many slabs there are
     * @throws IllegalStateException if they do not
     */
    int checkInvariants() {
        int inArenas = arenas.checkInvariants();
        int inHeaps = heaps.checkInvariants();
        if (inArenas != inHeaps) {
            throw new IllegalStateException(
                    "slabs: in arenas=" + inArenas + ", in heaps=" + inHeaps + " (expected the same)");
        }
        long held = arenas.reservedByteSize() + directBlocks.checkInvariants();
        if (held != reservations.byteSize()) {
            throw new IllegalStateException(
                    "reservations: byteSize=" + reservations.byteSize() + " (expected what is held, " + held + ")");
        }
        return inHeaps;
    }
}

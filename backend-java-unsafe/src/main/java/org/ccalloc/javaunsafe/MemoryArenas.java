package org.ccalloc.javaunsafe;

import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * All arenas. They grow: the first {@value #BATCH} have one chunk each, each further {@value #BATCH} twice as many as those
 * before, up to {@value #MAX_CHUNKS}; fewer, if the system has not so much.
 */
final class MemoryArenas {

    private static final int BATCH = 8;
    private static final int MAX_CHUNKS = 16;

    private final Object lock = new Object();
    private final ChunkMap chunkMap;
    private final Reservations reservations;
    private final SystemPages systemPages;
    private final Placement.Strategy placement;
    private final List<MemoryArena> arenas = new ArrayList<>(); // guarded by lock

    private final List<Table> tables = new ArrayList<>(); // guarded by lock

    /** Some tables of thread heaps. */
    private record Table(long address, long byteSize) {}

    MemoryArenas(ChunkMap chunkMap, Reservations reservations, SystemPages systemPages, Placement.Strategy placement) {
        this.chunkMap = chunkMap;
        this.reservations = reservations;
        this.systemPages = systemPages;
        this.placement = placement;
    }

    SystemPages systemPages() {
        return systemPages;
    }

    Placement.Strategy placement() {
        return placement;
    }

    /**
     * How many chunks an arena has.
     *
     * @param number how many arenas were before it
     * @return chunks
     */
    static int chunks(int number) {
        return (int) Math.min(MAX_CHUNKS, 1L << Math.min(number / BATCH, Integer.SIZE));
    }

    /**
     * Makes a segment, of no kind yet.
     *
     * @param pages how long, 1 or more
     * @param alignment of which the number of its first page is to be a multiple; a power of two, less than a chunk
     * @param mayGrow whether to ask the system if there is no room
     * @return its descriptor; 0 if there is no room
     */
    long allocate(int pages, int alignment, boolean mayGrow) {
        synchronized (lock) {
            for (int i = 0; i < arenas.size(); i++) {
                long segment = arenas.get(i).allocate(pages, alignment);
                if (segment != 0) {
                    return segment;
                }
            }
            return mayGrow && grow() ? arenas.getLast().allocate(pages, alignment) : 0;
        }
    }

    private boolean grow() {
        for (int chunks = chunks(arenas.size()); chunks > 0; chunks /= 2) {
            long byteSize = chunks * Chunk.BYTE_SIZE;
            long reserved = reservations.reserve(reservedByteSize(chunks));
            if (reserved != 0) {
                arenas.add(new MemoryArena(reserved, chunks, placement.forArena()));
                long base = arenas.getLast().base();
                for (int i = 0; i < chunks; i++) {
                    chunkMap.put(base + i * Chunk.BYTE_SIZE, arenas.size());
                }
                // Not for the first: the way to the system costs a small program more than it gets.
                if (arenas.size() > 1 && systemPages.preferHuge(base, byteSize)) {
                    arenas.getLast().setHuge();
                }
                return true;
            }
        }
        return false;
    }

    /**
     * Makes it known that a segment is a slab.
     *
     * @param slab one that the caller has formatted
     */
    void enterSlab(long slab) {
        synchronized (lock) {
            SlabPages.put(Segment.start(slab), Segment.byteSize(slab), slab);
        }
    }

    /** One chunk more, since the system does not align to chunks. */
    static long reservedByteSize(int chunks) {
        return (chunks + 1) * Chunk.BYTE_SIZE;
    }

    /**
     * Ends a segment that is a slab.
     *
     * @param segment a slab that the caller has
     */
    void release(long segment) {
        synchronized (lock) {
            SlabPages.put(Segment.start(segment), Segment.byteSize(segment), Slab.NONE);
            arenaOf(segment).release(segment);
        }
    }

    /**
     * Ends the segment of a large block, if it is one.
     *
     * @param segment what was found there
     * @return whether it was; if not, somebody else has freed it meanwhile
     */
    boolean releaseLarge(long segment) {
        synchronized (lock) {
            if (Segment.kind(segment) != Segment.LARGE) {
                return false;
            }
            arenaOf(segment).release(segment);
            return true;
        }
    }

    /**
     * Makes a segment longer or shorter where it stands.
     *
     * @param segment a segment that the caller has
     * @param pages how long it is to be
     * @return whether that was possible
     */
    boolean resize(long segment, int pages) {
        synchronized (lock) {
            return arenaOf(segment).resize(segment, pages);
        }
    }

    /**
     * Gives memory of free pages back to the operating system.
     *
     * @return how many bytes
     */
    long purge() {
        synchronized (lock) {
            long byteSize = 0;
            for (MemoryArena arena : arenas) {
                byteSize += arena.purge(systemPages);
            }
            return byteSize;
        }
    }

    /**
     * Gives everything back to the operating system, or keeps some for heaps to come, with all that is in it. Only while nobody
     * allocates or frees, or will.
     */
    void destroy() {
        synchronized (lock) {
            for (MemoryArena arena : arenas) {
                SlabPages.put(arena.base(), arena.chunks() * Chunk.BYTE_SIZE, Slab.NONE);
                long byteSize = reservedByteSize(arena.chunks());
                if (!reservations.keep(arena.reserved(), byteSize, arena.residentByteSize())) {
                    arena.discard(systemPages);
                    reservations.release(arena.reserved(), byteSize);
                }
            }
            arenas.clear();
            for (Table table : tables) {
                reservations.release(table.address(), table.byteSize());
            }
            tables.clear();
        }
    }

    /**
     * Visits all live blocks. Only while nobody allocates or frees.
     *
     * @param visitor is told of each
     */
    void walk(CcHeap.BlockVisitor visitor) {
        synchronized (lock) {
            arenas.forEach(arena -> arena.walk(visitor));
        }
    }

    private MemoryArena arenaOf(long segment) {
        return arenas.get(chunkMap.get(segment) - 1);
    }

    /**
     * Takes memory for tables of thread heaps, until the arenas are destroyed.
     *
     * @param count of how many heaps
     * @return where; 0 if there is none
     */
    long reserveTables(int count) {
        synchronized (lock) {
            long byteSize = count * HeapTable.BYTE_SIZE;
            long address = reservations.reserve(byteSize);
            if (address != 0) {
                tables.add(new Table(address, byteSize));
            }
            return address;
        }
    }

    /** What all arenas, and the tables of thread heaps, hold from the operating system. */
    long reservedByteSize() {
        synchronized (lock) {
            return tables.stream().mapToLong(Table::byteSize).sum()
                    + arenas.stream()
                            .mapToLong(arena -> reservedByteSize(arena.chunks()))
                            .sum();
        }
    }

    /**
     * Draws all arenas, for people.
     *
     * @return lines
     */
    String describe() {
        synchronized (lock) {
            var picture = new ArenaPicture();
            arenas.forEach(arena -> arena.describe(picture));
            return picture.toString();
        }
    }

    /**
     * Fails if an arena is not as it should be.
     *
     * @return how many slabs there are
     * @throws IllegalStateException if one is not
     */
    int checkInvariants() {
        synchronized (lock) {
            return arenas.stream().mapToInt(MemoryArena::checkInvariants).sum();
        }
    }
}

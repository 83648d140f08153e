package org.ccalloc.javaunsafe;

import org.ccalloc.spi.nativelibrary.SystemPages;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Two heaps without threads, on tiers that all states of a test share. States are many and short-lived: one has the heaps after the
 * other, unless something went wrong in them.
 *
 * @param all knows both
 * @param owner the first
 * @param heir the second
 * @param keepers a unit of each slab of the owner that is never freed, so that the slab stays
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Tiers(ThreadHeaps all, ThreadHeap owner, ThreadHeap heir, long[] keepers) {

    /** Units of these sizes are in different slabs. */
    static final int[] SIZE_CLASSES = {SizeClasses.of(1000), SizeClasses.of(2000)};

    private static final MemoryArenas ARENAS = newArenas();
    private static final Queue<Tiers> SPARE = new ConcurrentLinkedQueue<>();

    static Tiers take() {
        return Objects.requireNonNullElseGet(SPARE.poll(), () -> {
            ThreadHeaps all = new ThreadHeaps(ARENAS);
            ThreadHeap owner = all.newHeap(ARENAS.reserveTables(1));
            long[] keepers = {owner.allocate(SIZE_CLASSES[0]), owner.allocate(SIZE_CLASSES[1])};
            return new Tiers(all, owner, all.newHeap(ARENAS.reserveTables(1)), keepers);
        });
    }

    static MemoryArenas newArenas() {
        var systemPages = new SystemPages(SystemPages.NONE, SystemPages.NONE, (_, _, _) -> 0);
        return new MemoryArenas(
                new ChunkMap(),
                new Reservations(Long.MAX_VALUE, systemPages),
                systemPages,
                Placement.Strategy.FIRST_FIT);
    }

    /**
     * Takes units of both sizes from the owner.
     *
     * @return two units of one slab and two of another
     */
    long[] takeUnits() {
        return new long[] {
            owner.allocate(SIZE_CLASSES[0]),
            owner.allocate(SIZE_CLASSES[1]),
            owner.allocate(SIZE_CLASSES[0]),
            owner.allocate(SIZE_CLASSES[1])
        };
    }

    /**
     * Frees a unit as a thread does that does not own the slab.
     *
     * @param unit the unit
     */
    void freeRemotely(long unit) {
        all.freeRemotely(Chunk.segmentAt(unit), unit);
    }

    /**
     * How many units are used, once all is collected, and ends.
     *
     * @param next who has the heaps then, if all is well
     * @return 0 if all came back
     */
    int left(Tiers next) {
        // In a program, whoever next has the abandoned heap does the first.
        owner.collect();
        heir.collect();
        int left = used(keepers[0]) + used(keepers[1]) - keepers.length;
        if (left == 0) {
            SPARE.add(next);
        }
        return left;
    }

    private static int used(long unit) {
        long slab = Chunk.segmentAt(unit);
        Slab.checkInvariants(slab);
        return Slab.used(slab);
    }

    Tiers turned() {
        return new Tiers(all, heir, owner, keepers);
    }
}

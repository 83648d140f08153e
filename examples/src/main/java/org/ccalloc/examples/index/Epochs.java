package org.ccalloc.examples.index;

import java.lang.invoke.VarHandle;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Tells when a block that was taken out of the index may be freed: when every reader that could have found it there has
 * finished reading. Epoch-based reclamation, with a clock that ticks once per retirement.
 *
 * <p><strong>Protocol.</strong>
 *
 * <ol>
 *   <li>A reader <em>enters</em> its guard before it follows an address that it found in the index, and <em>exits</em>
 *       when it has let go of all of them. Entering writes the time into the guard's slot; exiting writes {@link
 *       #OUTSIDE}.
 *   <li>A retirer first unlinks blocks, so that they can no longer be found, and then takes a {@linkplain #stamp()
 *       stamp}: the time, which thereby moves on.
 *   <li>A reclaimer frees blocks only when their stamp {@linkplain #isPast is past}: no guard holds a time that is
 *       not after it.
 * </ol>
 *
 * <p><strong>Why it is enough.</strong> A guard with a time after the stamp read the clock after it moved on, hence after
 * the unlinking, and cannot find the blocks. A guard that the reclaimer did not see, since the reader was just writing
 * it, is the other case: the reader has a full fence between its slot and the index, the reclaimer one between the
 * unlinking and the slots, so if the reclaimer misses the slot, the reader sees the unlinking. That a reader writes a
 * time that has long passed only makes a reclaimer wait.
 *
 * <p><strong>What must not be done inside a guard:</strong> wait for a reclaimer, or for room in a queue that only a
 * reclaimer empties; it would wait for this guard in turn.
 *
 * <pre>
 * shared field   read by                  written by                    guard
 * clock          enter: volatile          stamp: volatile getAndAdd     none
 * slot           isPast: acquire          enter: volatile, then a full  its reader alone writes
 *                after a full fence       fence; exit: release
 * </pre>
 *
 * <p>The clock and each slot are nodes with cache lines of their own, so that readers do not slow each other down.
 */
final class Epochs implements AutoCloseable {

    private static final long OUTSIDE = 0;
    private static final long FIRST_EPOCH = OUTSIDE + 1;

    private final CcAllocator allocator;
    private final long clock;
    private final Guard[] guards;

    /**
     * Starts the clock.
     *
     * @param allocator where clock and slots live
     * @param guardCount readers
     * @throws OutOfMemoryError if the memory cannot be had; none is kept then
     */
    Epochs(CcAllocator allocator, int guardCount) {
        this.allocator = allocator;
        this.guards = new Guard[guardCount];
        long[] nodes = new long[guardCount + 1];
        try {
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = allocator.allocNodeOrThrow(Long.BYTES);
            }
        } catch (OutOfMemoryError e) {
            for (long node : nodes) {
                allocator.free(node, Long.BYTES);
            }
            throw e;
        }
        this.clock = nodes[guardCount];
        RawMemory.putLongVolatile(clock, FIRST_EPOCH);
        for (int i = 0; i < guardCount; i++) {
            guards[i] = new Guard(nodes[i], clock);
        }
    }

    /**
     * The guard of one reader.
     *
     * @param reader its number, from 0
     * @return the same guard at every call
     */
    Guard guard(int reader) {
        return guards[reader];
    }

    /**
     * To be called after unlinking.
     *
     * @return the time of that, which from now on is in the past for those who enter
     */
    long stamp() {
        return RawMemory.getAndAddLong(clock, 1);
    }

    /**
     * Tells whether what was stamped may be freed. Once true, true for ever.
     *
     * @param stamp when it was unlinked
     * @return whether no reader can still be looking at it
     */
    boolean isPast(long stamp) {
        VarHandle.fullFence();
        for (Guard guard : guards) {
            long entered = RawMemory.getLongAcquire(guard.slot);
            if (entered != OUTSIDE && entered <= stamp) {
                return false;
            }
        }
        return true;
    }

    /** Gives the memory back; nobody may be inside. */
    @Override
    public void close() {
        for (Guard guard : guards) {
            allocator.free(guard.slot, Long.BYTES);
        }
        allocator.free(clock, Long.BYTES);
    }

    /** Says of one reader since when it has been reading; used by that thread alone, and not nested. */
    static final class Guard {

        private final long slot;
        private final long clock;

        private Guard(long slot, long clock) {
            this.slot = slot;
            this.clock = clock;
            RawMemory.putLongVolatile(slot, OUTSIDE);
        }

        /** From here on, nothing is freed that can be found in the index. */
        void enter() {
            if (RawMemory.getLong(slot) != OUTSIDE) {
                throw new IllegalStateException("guard: entered twice (expected exit() in between)");
            }
            RawMemory.putLongVolatile(slot, RawMemory.getLongVolatile(clock));
            VarHandle.fullFence();
        }

        /** From here on, this reader has let go of all that it found. */
        void exit() {
            RawMemory.putLongRelease(slot, OUTSIDE);
        }
    }
}

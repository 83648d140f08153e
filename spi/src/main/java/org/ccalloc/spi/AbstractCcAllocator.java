package org.ccalloc.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The glue between the contract and an allocator's own machinery. The public operations are final: they check arguments,
 * keep the statistics and call the protected primitives below, which therefore see only requests that make sense.
 *
 * <p>A primitive is called with sizes of 1 or more, alignments that are powers of two and {@value
 * CcAllocator#MIN_BYTE_ALIGNMENT} or more, and addresses that are not 0. It may be called by any thread at any time.
 * One that allocates answers 0 when the memory cannot be had, and has then changed nothing. An exception thrown by a
 * primitive reaches the caller, and nothing is counted.
 *
 * @implNote With statistics and events off, an operation costs its argument check and one read of a flag over the primitive.
 */
public abstract class AbstractCcAllocator implements CcAllocator {

    private static final VarHandle ACTIVE_CELLS;

    static {
        try {
            ACTIVE_CELLS =
                    MethodHandles.lookup().findVarHandle(AbstractCcAllocator.class, "activeCells", CounterCell[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** For requests that name no alignment. */
    private static final long NO_ALIGNMENT = 0;

    private final AllocationCounters counters = new AllocationCounters();

    /**
     * The table of {@link #counters}, or one that it had before, while counting; else null. One field to look at for
     * whether and where: what an operation pays for is loads that wait for each other. While single blocks are told of, one
     * of the tables of {@link ToldBlocks}, in which no thread finds a cell.
     */
    @SuppressWarnings("unused") // through the handle
    private @Nullable CounterCell @Nullable [] activeCells;

    private final OpenHeaps openHeaps = new OpenHeaps();

    /** Creates the glue; does nothing else. */
    protected AbstractCcAllocator() {}

    // ------------------------------------------------------------------------------------------ primitives

    /**
     * Allocates uninitialized memory with natural alignment.
     *
     * @param byteSize bytes, 1 or more
     * @return the block, or 0
     */
    protected abstract long allocateBlock(long byteSize);

    /**
     * Allocates zeroed memory with natural alignment.
     *
     * @param byteSize bytes, 1 or more
     * @return the block, or 0
     * @implSpec The default allocates and fills.
     */
    protected long allocateZeroedBlock(long byteSize) {
        return zeroed(allocateBlock(byteSize), byteSize);
    }

    /**
     * Allocates uninitialized memory at a multiple of the alignment.
     *
     * @param byteSize bytes, 1 or more
     * @param byteAlignment a power of two, 8 or more
     * @return the block, or 0
     */
    protected abstract long allocateAlignedBlock(long byteSize, long byteAlignment);

    /**
     * Allocates zeroed memory at a multiple of the alignment.
     *
     * @param byteSize bytes, 1 or more
     * @param byteAlignment a power of two, 8 or more
     * @return the block, or 0
     * @implSpec The default allocates and fills.
     */
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        return zeroed(allocateAlignedBlock(byteSize, byteAlignment), byteSize);
    }

    /**
     * Allocates whole cache lines.
     *
     * @param byteSize bytes asked for, 1 or more; padded to whole cache lines, they fit a {@code long}
     * @return the block, or 0
     * @implSpec The default pads and allocates aligned memory. An allocator overrides this if it wants to know what was
     *     asked for.
     */
    protected long allocateNodeBlock(long byteSize) {
        return allocateAlignedBlock(CacheLine.roundUp(byteSize), CacheLine.byteSize());
    }

    /**
     * Resizes a block, moving it if need be, with natural alignment.
     *
     * @param address a live block
     * @param oldByteSize the size last asked for, 1 or more
     * @param newByteSize bytes wanted, 1 or more
     * @return the block, or 0, and then the old one is untouched
     * @implSpec The default allocates, copies and frees.
     */
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        return moved(address, oldByteSize, allocateBlock(newByteSize), newByteSize);
    }

    /**
     * Resizes a block, moving it if need be, to a multiple of the alignment.
     *
     * @param address a live block, not necessarily of this alignment
     * @param oldByteSize the size last asked for, 1 or more
     * @param newByteSize bytes wanted, 1 or more
     * @param byteAlignment a power of two, 8 or more
     * @return the block, or 0, and then the old one is untouched
     * @implSpec The default allocates, copies and frees.
     */
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return moved(address, oldByteSize, allocateAlignedBlock(newByteSize, byteAlignment), newByteSize);
    }

    /**
     * Resizes a block where it stands, or changes nothing.
     *
     * @param address a live block
     * @param oldByteSize the size last asked for, 1 or more
     * @param newByteSize bytes wanted, 1 or more
     * @return whether the block now has the new size
     * @implSpec The default answers false.
     */
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        return false;
    }

    /**
     * Gives a block back whose size is known.
     *
     * @param address a live block
     * @param byteSize the size last asked for
     */
    protected abstract void freeBlock(long address, long byteSize);

    /**
     * Gives a block back whose size is not known.
     *
     * @param address a live block
     */
    protected abstract void freeUnsizedBlock(long address);

    /**
     * Tells the usable size of a block.
     *
     * @param address a live block
     * @return bytes
     */
    protected abstract long usableBlockSize(long address);

    /**
     * Makes a heap of a kind that this allocator declares.
     *
     * @param options what kind; memory given by the caller is alive
     * @return the heap
     * @throws IllegalArgumentException if heaps of such a capacity or in such memory are not made
     * @throws OutOfMemoryError if the heap cannot be had
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    protected CcHeap createHeap(HeapOptions options) {
        throw options.unsupported(this);
    }

    /**
     * Tells why this allocator does not declare a capability, for the message of who asks for it.
     *
     * @param missing one that is not declared
     * @return half a sentence, such as {@code "a region that was given to it can never be unmapped again"}
     * @implSpec The default knows none.
     */
    protected Optional<String> reasonAgainst(Capability missing) {
        return Optional.empty();
    }

    /**
     * Throws if this allocator is a heap that was closed. Called where no primitive is, so that the usual way need not pay
     * for it; the primitives of a heap look for themselves.
     */
    void checkUsable() {}

    // ---------------------------------------------------------------------------------------------- memory

    @Override
    public final long alloc(long byteSize) {
        if (byteSize <= 0) {
            Requests.checkSize(byteSize);
            checkUsable();
            return 0;
        }
        return counted(allocateBlock(byteSize), byteSize, NO_ALIGNMENT);
    }

    @Override
    public final long calloc(long count, long elementByteSize) {
        long byteSize = Requests.product(count, elementByteSize);
        if (byteSize == 0) {
            checkUsable();
            return 0;
        }
        return counted(allocateZeroedBlock(byteSize), byteSize, NO_ALIGNMENT);
    }

    @Override
    public final long allocAligned(long byteSize, long byteAlignment) {
        Requests.checkAlignment(byteAlignment);
        if (byteSize <= 0) {
            Requests.checkSize(byteSize);
            checkUsable();
            return 0;
        }
        return counted(allocateAlignedBlock(byteSize, byteAlignment), byteSize, byteAlignment);
    }

    @Override
    public final long callocAligned(long count, long elementByteSize, long byteAlignment) {
        Requests.checkAlignment(byteAlignment);
        long byteSize = Requests.product(count, elementByteSize);
        if (byteSize == 0) {
            checkUsable();
            return 0;
        }
        return counted(allocateZeroedAlignedBlock(byteSize, byteAlignment), byteSize, byteAlignment);
    }

    @Override
    public final long allocNode(long byteSize) {
        Requests.checkSize(byteSize);
        long paddedByteSize = CacheLine.roundUp(byteSize);
        if (paddedByteSize == 0) {
            checkUsable();
            return 0;
        }
        return counted(allocateNodeBlock(byteSize), byteSize, CacheLine.byteSize());
    }

    @Override
    public final long realloc(long address, long oldByteSize, long newByteSize) {
        if (address == 0 || oldByteSize <= 0 || newByteSize <= 0) {
            Requests.checkRealloc(address, oldByteSize, newByteSize);
            return alloc(newByteSize);
        }
        if (activeCells() == null) {
            return reallocateBlock(address, oldByteSize, newByteSize);
        }
        long moved = reallocateBlock(address, oldByteSize, newByteSize);
        if (moved != 0) {
            recount(address, oldByteSize, moved, newByteSize, NO_ALIGNMENT);
        }
        return moved;
    }

    @Override
    public final long reallocAligned(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        Requests.checkAlignment(byteAlignment);
        if (address == 0 || oldByteSize <= 0 || newByteSize <= 0) {
            Requests.checkRealloc(address, oldByteSize, newByteSize);
            return allocAligned(newByteSize, byteAlignment);
        }
        if (activeCells() == null) {
            return reallocateAlignedBlock(address, oldByteSize, newByteSize, byteAlignment);
        }
        long moved = reallocateAlignedBlock(address, oldByteSize, newByteSize, byteAlignment);
        if (moved != 0) {
            recount(address, oldByteSize, moved, newByteSize, byteAlignment);
        }
        return moved;
    }

    @Override
    public final boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
        Requests.checkResize(address, oldByteSize, newByteSize);
        if (!resizeBlockInPlace(address, oldByteSize, newByteSize)) {
            return false;
        }
        recount(address, oldByteSize, address, newByteSize, NO_ALIGNMENT);
        return true;
    }

    @Override
    public final void free(long address, long byteSize) {
        Requests.checkSize(byteSize);
        if (address == 0) {
            checkUsable();
            return;
        }
        // Looked at before: after it, the address would have to be kept for the event, also while there is none.
        @Nullable CounterCell[] cells = activeCells();
        if (cells == null) {
            freeBlock(address, byteSize);
        } else {
            freeAndCount(cells, address, byteSize);
        }
    }

    @Override
    public final void freeUnsized(long address) {
        if (address == 0) {
            checkUsable();
            return;
        }
        @Nullable CounterCell[] cells = activeCells();
        if (cells == null) {
            freeUnsizedBlock(address);
        } else {
            freeUnsizedAndCount(cells, address);
        }
    }

    @Override
    public final long usableSize(long address) {
        if (address == 0) {
            checkUsable();
            return 0;
        }
        return usableBlockSize(address);
    }

    // ----------------------------------------------------------------------------------------------- heaps

    @Override
    public final CcHeap newHeap(HeapOptions options) {
        options.checkSupportedBy(this);
        options.checkMemory();
        CcHeap heap = createHeap(options);
        if (statsEnabled()) {
            heap.statsEnable(true);
        }
        if (heap instanceof AbstractCcHeap watched) {
            watched.appearIn(openHeaps);
        }
        return heap;
    }

    /**
     * The heaps of this allocator that are open, for who watches them.
     *
     * @return the heaps
     */
    final OpenHeaps openHeaps() {
        return openHeaps;
    }

    // ------------------------------------------------------------------------------------------ statistics

    @Override
    public final void statsEnable(boolean enable) {
        @Nullable CounterCell @Nullable [] seen;
        do {
            seen = activeCells();
        } while (!ACTIVE_CELLS.compareAndSet(this, seen, ToldBlocks.cells(counters, enable, ToldBlocks.areTold(seen))));
    }

    @Override
    public final boolean statsEnabled() {
        return ToldBlocks.areCounted(activeCells());
    }

    /**
     * Begins or ends to tell of single blocks, those of heaps not included.
     *
     * @param tell whether to
     */
    final void tellBlocks(boolean tell) {
        @Nullable CounterCell @Nullable [] seen;
        do {
            seen = activeCells();
        } while (!ACTIVE_CELLS.compareAndSet(
                this, seen, ToldBlocks.cells(counters, ToldBlocks.areCounted(seen), tell)));
    }

    final boolean tellsBlocks() {
        return ToldBlocks.areTold(activeCells());
    }

    /**
     * The name under which events tell of this allocator.
     *
     * @return the name; of a heap, that of the allocator that made it
     */
    String allocatorName() {
        return name();
    }

    /**
     * The name under which events tell of this heap.
     *
     * @return the name; null if this is no heap
     */
    @Nullable String heapName() {
        return null;
    }

    @Override
    public final CcAllocSnapshot statsSnapshot() {
        return counters.snapshot();
    }

    @Override
    public final CcAllocSnapshot statsReset() {
        return counters.reset();
    }

    @Override
    public String toString() {
        return name();
    }

    // ---------------------------------------------------------------------------------------------- shared

    private @Nullable CounterCell @Nullable [] activeCells() {
        return (CounterCell[]) ACTIVE_CELLS.getAcquire(this);
    }

    /**
     * Takes over a newer table. Not if counting was switched off, or on anew, meanwhile, nor while blocks are told of.
     *
     * @param seen the table in which the calling thread has no cell
     */
    @SuppressWarnings("ReferenceEquality") // which table it is, not what is in it
    private void refreshActiveCells(@Nullable CounterCell[] seen) {
        @Nullable CounterCell[] newest = counters.table();
        if (newest != seen && !ToldBlocks.areTold(seen)) {
            ACTIVE_CELLS.compareAndSet(this, seen, newest);
        }
    }

    private long counted(long address, long byteSize, long byteAlignment) {
        @Nullable CounterCell[] cells = activeCells();
        if (cells != null && address != 0) {
            CounterCell cell = AllocationCounters.ownCellIn(cells);
            if (cell != null) {
                cell.allocated(byteSize);
            } else {
                countElsewhere(cells, address, byteSize, byteAlignment);
            }
        }
        return address;
    }

    /** The long way: the thread has to look for its cell, or blocks are told of. */
    private void countElsewhere(@Nullable CounterCell[] cells, long address, long byteSize, long byteAlignment) {
        if (ToldBlocks.areCounted(cells)) {
            counters.allocated(byteSize);
            refreshActiveCells(cells);
        }
        if (ToldBlocks.areTold(cells)) {
            BlockEvents.allocated(this, address, byteSize, byteAlignment);
        }
    }

    private void freeAndCount(@Nullable CounterCell[] cells, long address, long byteSize) {
        freeBlock(address, byteSize);
        CounterCell cell = AllocationCounters.ownCellIn(cells);
        if (cell != null) {
            cell.freed(byteSize);
            return;
        }
        if (ToldBlocks.areCounted(cells)) {
            counters.freed(byteSize);
            refreshActiveCells(cells);
        }
        if (ToldBlocks.areTold(cells)) {
            BlockEvents.freed(this, address, byteSize);
        }
    }

    private void freeUnsizedAndCount(@Nullable CounterCell[] cells, long address) {
        freeUnsizedBlock(address);
        if (ToldBlocks.areCounted(cells)) {
            counters.freedUnsized();
        }
        if (ToldBlocks.areTold(cells)) {
            BlockEvents.freed(this, address, BlockEvents.UNKNOWN_SIZE);
        }
    }

    private void recount(long address, long oldByteSize, long newAddress, long newByteSize, long byteAlignment) {
        @Nullable CounterCell[] cells = activeCells();
        if (ToldBlocks.areCounted(cells)) {
            counters.resized(oldByteSize, newByteSize);
        }
        if (ToldBlocks.areTold(cells)) {
            BlockEvents.freed(this, address, oldByteSize);
            BlockEvents.allocated(this, newAddress, newByteSize, byteAlignment);
        }
    }

    private static long zeroed(long address, long byteSize) {
        if (address != 0) {
            RawMemory.fill(address, byteSize, (byte) 0);
        }
        return address;
    }

    private long moved(long address, long oldByteSize, long newAddress, long newByteSize) {
        if (newAddress != 0) {
            RawMemory.copy(address, newAddress, Math.min(oldByteSize, newByteSize));
            freeBlock(address, oldByteSize);
        }
        return newAddress;
    }
}

package org.ccalloc.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What heaps have in common: a name, the end of their life, the report if nobody ends it. Arguments, statistics and
 * primitives are those of {@link AbstractCcAllocator}.
 *
 * <p><strong>Every primitive calls {@link #checkOpen} first</strong>, unless it is sure that the heap is open. The public
 * operations leave that to the primitives, so that it is done once and next to the allocation itself.
 *
 * @implNote {@link #checkOpen} is one read of a field that never changes while the heap is in use.
 */
public abstract class AbstractCcHeap extends AbstractCcAllocator implements CcHeap {

    /** What makes heaps; heaps make none. */
    private static final Set<Capability> OF_ALLOCATORS =
            EnumSet.of(Capability.HEAPS, Capability.FIXED_CAPACITY, Capability.CALLER_MEMORY);

    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(AbstractCcHeap.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CcAllocator allocator;
    private final HeapOptions options;
    /**
     * Unreachable when this heap is; watched in its place, which is not there as long as it is being made. Its monitor keeps
     * {@link #close} from destroying what {@link #snapshotIfOpen} looks at.
     */
    private final Object life = new Object();

    private final HeapLeakWatch leakWatch;

    /** Set once, before the heap is handed out; null if it was not made through {@code newHeap}. */
    private @Nullable OpenHeaps listedIn;

    private OpenHeaps.@Nullable Listing listing;

    /** Set once, through the handle. */
    private volatile boolean closed;

    /**
     * Begins the life of a heap, as the last thing that can fail: what is not constructed to the end is not closed.
     *
     * @param allocator what makes this heap
     * @param options what it was asked for
     */
    protected AbstractCcHeap(CcAllocator allocator, HeapOptions options) {
        this.allocator = Objects.requireNonNull(allocator, "allocator");
        this.options = Objects.requireNonNull(options, "options");
        this.leakWatch = HeapLeakWatch.over(life, options, allocator.name());
    }

    // ------------------------------------------------------------------------------------------ primitives

    /**
     * Gives all blocks back, and whatever else the heap has. Called once, when no operation can begin any more.
     */
    protected abstract void destroy();

    /**
     * Tells whether a block is one of this heap's.
     *
     * @param address any but 0
     * @return as {@link #owns}
     */
    protected abstract boolean ownsBlock(long address);

    /**
     * Gives memory that is not in use back to the operating system.
     *
     * @return bytes given back, or 0 if that is not known
     * @implSpec The default does nothing and answers 0.
     */
    protected long trimHeap() {
        return 0;
    }

    /**
     * Tells how much memory this heap has taken now.
     *
     * @return bytes
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    protected long currentFootprint() {
        return CcHeap.super.footprint();
    }

    /**
     * Tells how much memory this heap had taken at most.
     *
     * @return bytes
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    protected long highestFootprint() {
        return CcHeap.super.maxFootprint();
    }

    /**
     * Visits every live block once.
     *
     * @param visitor is told of each
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    protected void walkBlocks(BlockVisitor visitor) {
        CcHeap.super.walk(visitor);
    }

    // ------------------------------------------------------------------------------------------------ life

    /**
     * Throws if this heap is closed.
     *
     * @throws IllegalStateException if it is
     */
    protected final void checkOpen() {
        if (closed) {
            throw new IllegalStateException("heap: name=" + name() + ", allocator=" + allocator.name()
                    + ", closed=true (expected an open heap)");
        }
    }

    @Override
    final void checkUsable() {
        checkOpen();
    }

    @Override
    public final boolean isClosed() {
        return closed;
    }

    @Override
    public final void close() {
        if (!(boolean) CLOSED.getAndSet(this, true)) {
            leakWatch.end();
            disappear();
            awaitSnapshot();
            destroy();
        }
    }

    /**
     * Lets those who watch know of this heap, until it is closed. Called once, before the heap is handed out.
     *
     * @param openHeaps of the allocator that made it
     */
    final void appearIn(OpenHeaps openHeaps) {
        listedIn = openHeaps;
        listing = openHeaps.add(this);
    }

    private void disappear() {
        if (listedIn != null && listing != null) {
            listedIn.remove(listing);
        }
    }

    /** Who comes later finds this heap closed. */
    private void awaitSnapshot() {
        synchronized (life) {
            assert closed;
        }
    }

    /**
     * What can be told of this heap to somebody who does not know when the program closes it.
     *
     * @return the heap as it is now; empty if it is closed
     */
    final Optional<CcHeapSnapshot> snapshotIfOpen() {
        synchronized (life) {
            if (closed) {
                return Optional.empty();
            }
            return Optional.of(new CcHeapSnapshot(
                    name(),
                    statsSnapshot(),
                    told(this::currentFootprint),
                    told(this::highestFootprint),
                    footprintLimit()));
        }
    }

    /** Whoever watches is not to blame for a heap whose given memory is gone. */
    private long told(LongSupplier footprint) {
        if (!capabilities().contains(Capability.FOOTPRINT)) {
            return CcHeapSnapshot.NOT_TOLD;
        }
        try {
            return footprint.getAsLong();
        } catch (IllegalStateException _) {
            return CcHeapSnapshot.NOT_TOLD;
        }
    }

    @Override
    final String allocatorName() {
        return allocator.name();
    }

    @Override
    final String heapName() {
        return name();
    }

    // ------------------------------------------------------------------------------------------ operations

    @Override
    public final boolean owns(long address) {
        checkOpen();
        return address != 0 && ownsBlock(address);
    }

    @Override
    public final long trim() {
        checkOpen();
        return trimHeap();
    }

    @Override
    public final long footprint() {
        checkOpen();
        return currentFootprint();
    }

    @Override
    public final long maxFootprint() {
        checkOpen();
        return highestFootprint();
    }

    @Override
    public final void walk(BlockVisitor visitor) {
        Objects.requireNonNull(visitor, "visitor");
        checkOpen();
        walkBlocks(visitor);
    }

    // --------------------------------------------------------------------------------------------- service

    @Override
    public final String name() {
        return options.name();
    }

    /**
     * What this heap was asked for.
     *
     * @return the options that {@link CcAllocator#newHeap} was given
     */
    protected final HeapOptions options() {
        return options;
    }

    /**
     * Those of the allocator that made this heap, but for what makes heaps.
     */
    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> own = EnumSet.noneOf(Capability.class);
        own.addAll(allocator.capabilities());
        own.removeAll(OF_ALLOCATORS);
        return Set.copyOf(own);
    }

    /** That of the allocator that made this heap, but for what makes heaps. */
    @Override
    protected Optional<String> reasonAgainst(Capability missing) {
        if (OF_ALLOCATORS.contains(missing)) {
            return Optional.of("heaps are made by " + allocator.name() + ", not by its heaps");
        }
        return allocator instanceof AbstractCcAllocator known ? known.reasonAgainst(missing) : Optional.empty();
    }

    @Override
    public String describe() {
        return "heap " + name() + " of " + allocator.name() + (closed ? ", closed" : "");
    }
}

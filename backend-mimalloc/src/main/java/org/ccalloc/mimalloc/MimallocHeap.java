package org.ccalloc.mimalloc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.ccalloc.spi.AbstractCcHeap;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.jspecify.annotations.Nullable;

/**
 * A heap of mimalloc's. One of fixed capacity has an exclusive arena for itself as long as it lives.
 */
final class MimallocHeap extends AbstractCcHeap {

    private static final VarHandle FIRST;

    static {
        try {
            FIRST = MethodHandles.lookup().findVarHandle(MimallocHeap.class, "first", HeapThread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long heap;
    private final Optional<ExclusiveArena> arena;
    private final HeapThreads threads = new HeapThreads();

    /**
     * One of the threads that have entered, most likely the only one: it need not look into the table. {@link HeapThread#NONE}
     * at the beginning and at the end.
     */
    @SuppressWarnings("unused") // through the handle
    private HeapThread first = HeapThread.NONE;

    /** Taken with the first block in an arena, if they are needed. */
    private final AtomicReference<@Nullable MetadataNeighbors> neighbors = new AtomicReference<>();

    private MimallocHeap(CcAllocator allocator, HeapOptions options, long heap, Optional<ExclusiveArena> arena) {
        super(allocator, options);
        this.heap = heap;
        this.arena = arena;
    }

    /**
     * Makes a heap.
     *
     * @param allocator for whom
     * @param options growing or of fixed capacity
     * @return the heap
     * @throws OutOfMemoryError if it cannot be had
     */
    static MimallocHeap create(CcAllocator allocator, HeapOptions options) {
        if (options.fixedCapacity().isEmpty()) {
            long heap = MimallocHeapLibrary.newHeap();
            return new MimallocHeap(allocator, options, orThrow(heap, options), Optional.empty());
        }
        ExclusiveArena arena = ExclusiveArenas.OF_PROCESS.take(options);
        long heap = MimallocHeapLibrary.newHeapIn(arena.id());
        if (heap == 0) {
            ExclusiveArenas.OF_PROCESS.giveBack(arena);
        }
        return new MimallocHeap(allocator, options, orThrow(heap, options), Optional.of(arena));
    }

    private static long orThrow(long heap, HeapOptions options) {
        if (heap == 0) {
            throw new OutOfMemoryError(
                    "newHeap: name=" + options.name() + ", allocator=mimalloc (expected memory for it)");
        }
        return heap;
    }

    @Override
    protected void destroy() {
        expelAll();
        MimallocHeapLibrary.destroy(heap);
        freeNeighbors(neighbors.get());
        arena.ifPresent(ExclusiveArenas.OF_PROCESS::giveBack);
    }

    private static void freeNeighbors(@Nullable MetadataNeighbors neighbors) {
        if (neighbors != null) {
            neighbors.free();
        }
    }

    @Override
    public long footprintLimit() {
        return arena.map(ExclusiveArena::byteSize).orElse(Long.MAX_VALUE);
    }

    /** In an exclusive arena mimalloc serves no larger alignment than that of its slices. */
    @Override
    public long maxByteAlignment() {
        return arena.isPresent() ? ExclusiveArena.MAX_BYTE_ALIGNMENT : MAX_PORTABLE_BYTE_ALIGNMENT;
    }

    @Override
    protected boolean ownsBlock(long address) {
        return MimallocHeapLibrary.contains(heap, address);
    }

    /**
     * Collects what the calling thread has in this heap, and purges what no heap uses.
     *
     * @return 0: mimalloc does not tell how much it was
     */
    @Override
    protected long trimHeap() {
        enter();
        MimallocHeapLibrary.collect(heap);
        return 0;
    }

    // ----------------------------------------------------------------------------------------- primitives

    /** The calling thread if it has entered, else {@link HeapThread#NONE}. */
    private HeapThread thread() {
        long id = Thread.currentThread().threadId();
        HeapThread thread = (HeapThread) FIRST.getOpaque(this);
        return thread.id() == id ? thread : threads.find(id);
    }

    private void enter() {
        if (!thread().hasEntered()) {
            enterNow();
        }
    }

    private void enterNow() {
        checkOpen();
        HeapThread entered = threads.enter(heap);
        FIRST.compareAndSet(this, HeapThread.NONE, entered);
        // A heap that is closed meanwhile is either seen to be so here, or expels this thread as the others.
        if (isClosed()) {
            expelAll();
        }
        checkOpen();
    }

    private void expelAll() {
        FIRST.setOpaque(this, HeapThread.NONE);
        threads.expelAll();
    }

    /** To be called with what mimalloc answers: the first block makes it allocate what it knows of the heap. */
    private long allocated(long block) {
        if (block != 0 && MetadataNeighbors.ARE_NEEDED && neighbors.get() == null) {
            allocateNeighbors();
        }
        return block;
    }

    private void allocateNeighbors() {
        @Nullable MetadataNeighbors mine =
                MetadataNeighbors.of(heap, arena.map(ExclusiveArena::byteSize).orElse(0L));
        if (!neighbors.compareAndSet(null, mine)) {
            freeNeighbors(mine);
        }
    }

    /** A block that is had without a call; 0 if there is none. */
    private long take(long byteSize, long byteAlignment) {
        if (!KnownBuild.LOADED || byteSize > KnownBuild.GREATEST_SMALL_BYTE_SIZE) {
            return 0;
        }
        long theap = thread().theap();
        return theap == 0 ? 0 : FreeLists.take(theap, byteSize, byteAlignment);
    }

    @Override
    protected long allocateBlock(long byteSize) {
        long block = take(byteSize, 1);
        return block == 0 ? malloc(byteSize) : block;
    }

    private long malloc(long byteSize) {
        enter();
        return allocated(MimallocHeapLibrary.malloc(heap, byteSize));
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        enter();
        return allocated(MimallocHeapLibrary.zalloc(heap, byteSize));
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        long block = take(byteSize, byteAlignment);
        return block == 0 ? mallocAligned(byteSize, byteAlignment) : block;
    }

    private long mallocAligned(long byteSize, long byteAlignment) {
        enter();
        return allocated(MimallocHeapLibrary.mallocAligned(heap, byteSize, byteAlignment));
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        enter();
        return allocated(MimallocHeapLibrary.zallocAligned(heap, byteSize, byteAlignment));
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        enter();
        return MimallocHeapLibrary.realloc(heap, address, oldByteSize, newByteSize);
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        enter();
        return MimallocLibrary.expand(address, newByteSize) != 0;
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        enter();
        MimallocLibrary.free(address, byteSize);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        enter();
        // Of any size for all we know, hence a long call.
        MimallocLibrary.free(address, Long.MAX_VALUE);
    }

    @Override
    protected long usableBlockSize(long address) {
        enter();
        return MimallocLibrary.usableSize(address);
    }
}

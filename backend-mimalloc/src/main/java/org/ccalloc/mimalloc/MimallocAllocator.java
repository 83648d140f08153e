package org.ccalloc.mimalloc;

import com.google.auto.service.AutoService;
import java.util.Optional;
import java.util.Set;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;

/**
 * mimalloc: Leijen, Zorn and de Moura, "Mimalloc: Free List Sharding in Action", 2019.
 *
 * <p>All instances share the library's heap; the statistics are an instance's own.
 */
@AutoService(CcAllocator.class)
public final class MimallocAllocator extends AbstractCcAllocator {

    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.REUSES_MEMORY,
            Capability.RESIZE_IN_PLACE,
            Capability.STATISTICS,
            Capability.TRIM,
            Capability.HEAPS,
            Capability.FIXED_CAPACITY);

    private static final Set<Capability> WITHOUT_HEAPS =
            Set.of(Capability.REUSES_MEMORY, Capability.RESIZE_IN_PLACE, Capability.STATISTICS, Capability.TRIM);

    /** For {@link java.util.ServiceLoader}; loads nothing. */
    public MimallocAllocator() {}

    @Override
    public String name() {
        return "mimalloc";
    }

    @Override
    public int priority() {
        return 300;
    }

    @Override
    public Availability availability() {
        return MimallocLibrary.availability();
    }

    /** Of heaps only what the library has, which this loads. */
    @Override
    public Set<Capability> capabilities() {
        return capabilities(MimallocLibrary.hasHeapsForAllThreads());
    }

    static Set<Capability> capabilities(boolean heapsServeAllThreads) {
        return heapsServeAllThreads ? CAPABILITIES : WITHOUT_HEAPS;
    }

    @Override
    protected Optional<String> reasonAgainst(Capability missing) {
        return Optional.ofNullable(
                switch (missing) {
                    case HEAPS, FIXED_CAPACITY ->
                        "the library is " + MimallocLibrary.version()
                                + ", whose heaps serve one thread; 3.2.6 has others";
                    case CALLER_MEMORY -> "memory that was given to mimalloc can never be taken away from it again";
                    case WALK -> "mimalloc would have to call back";
                    case FOOTPRINT -> "mimalloc keeps no account by heap";
                    default -> null;
                });
    }

    @Override
    protected long allocateBlock(long byteSize) {
        long block = byteSize < LargeBlocks.LEAST_BYTE_SIZE
                ? MimallocLibrary.malloc(byteSize)
                : LargeBlocks.malloc(byteSize);
        return mayBeHadNow(block) ? LargeBlocks.malloc(byteSize) : block;
    }

    /** Of mimalloc itself if possible, which knows memory that the system has zeroed. */
    @Override
    protected long allocateZeroedBlock(long byteSize) {
        long block = MimallocLibrary.zalloc(byteSize);
        return block == 0 ? super.allocateZeroedBlock(byteSize) : block;
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        long block = byteSize < LargeBlocks.LEAST_BYTE_SIZE
                ? MimallocLibrary.mallocAligned(byteSize, byteAlignment)
                : LargeBlocks.mallocAligned(byteSize, byteAlignment);
        return mayBeHadNow(block) ? LargeBlocks.mallocAligned(byteSize, byteAlignment) : block;
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        long block = MimallocLibrary.zallocAligned(byteSize, byteAlignment);
        return block == 0 ? super.allocateZeroedAlignedBlock(byteSize, byteAlignment) : block;
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        if (LargeBlocks.contains(address, oldByteSize)) {
            return LargeBlocks.resize(address, newByteSize)
                    ? address
                    : super.reallocateBlock(address, oldByteSize, newByteSize);
        }
        if (LargeBlocks.serves(newByteSize)) {
            return super.reallocateBlock(address, oldByteSize, newByteSize);
        }
        long block = MimallocLibrary.realloc(address, oldByteSize, newByteSize);
        return mayBeHadNow(block) ? MimallocLibrary.realloc(address, oldByteSize, newByteSize) : block;
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if (LargeBlocks.contains(address, oldByteSize)) {
            boolean isAligned = (address & (byteAlignment - 1)) == 0;
            return isAligned && LargeBlocks.resize(address, newByteSize)
                    ? address
                    : super.reallocateAlignedBlock(address, oldByteSize, newByteSize, byteAlignment);
        }
        if (LargeBlocks.serves(newByteSize, byteAlignment)) {
            return super.reallocateAlignedBlock(address, oldByteSize, newByteSize, byteAlignment);
        }
        long block = MimallocLibrary.reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
        return mayBeHadNow(block)
                ? MimallocLibrary.reallocAligned(address, oldByteSize, newByteSize, byteAlignment)
                : block;
    }

    /**
     * What mimalloc has not, regions of large blocks may have: after this the empty ones are mimalloc's.
     *
     * @param block what it answered
     * @return whether to ask once more
     */
    private static boolean mayBeHadNow(long block) {
        if (block != 0) {
            return false;
        }
        LargeBlocks.purge();
        return true;
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        return LargeBlocks.contains(address, oldByteSize)
                ? LargeBlocks.resize(address, newByteSize)
                : MimallocLibrary.expand(address, newByteSize) != 0;
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        if (LargeBlocks.contains(address, byteSize)) {
            LargeBlocks.free(address);
        } else {
            MimallocLibrary.free(address, byteSize);
        }
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        if (LargeBlocks.contains(address)) {
            LargeBlocks.free(address);
        } else {
            // Of any size for all we know, hence a long call.
            MimallocLibrary.free(address, Long.MAX_VALUE);
        }
    }

    @Override
    protected long usableBlockSize(long address) {
        return LargeBlocks.contains(address) ? LargeBlocks.usableSize(address) : MimallocLibrary.usableSize(address);
    }

    /**
     * Makes a heap of mimalloc's; one of fixed capacity in an exclusive arena, of 32 MiB or a multiple of that.
     */
    @Override
    protected CcHeap createHeap(HeapOptions options) {
        return MimallocHeap.create(this, options);
    }

    /**
     * Gives free pages of large blocks back, collects the calling thread's pages and purges what no thread uses; other threads' pages
     * stay with them.
     *
     * @return 0: mimalloc does not tell how much it was
     */
    @Override
    public long trim() {
        LargeBlocks.purge();
        MimallocLibrary.collect();
        return 0;
    }
}

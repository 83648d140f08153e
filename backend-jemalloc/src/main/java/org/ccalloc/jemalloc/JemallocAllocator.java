package org.ccalloc.jemalloc;

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
 * jemalloc: Evans, "A Scalable Concurrent malloc(3) Implementation for FreeBSD", 2006.
 *
 * <p>All instances share the library's heap; the statistics are an instance's own.
 */
@AutoService(CcAllocator.class)
public final class JemallocAllocator extends AbstractCcAllocator {

    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.REUSES_MEMORY,
            Capability.RESIZE_IN_PLACE,
            Capability.STATISTICS,
            Capability.TRIM,
            Capability.HEAPS);

    /** What {@code mallocx} takes for no alignment of one's own. */
    static final long NATURAL_ALIGNMENT = 1;

    /** For {@link java.util.ServiceLoader}; loads nothing. */
    public JemallocAllocator() {}

    @Override
    public String name() {
        return "jemalloc";
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public Availability availability() {
        return JemallocLibrary.availability();
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    protected Optional<String> reasonAgainst(Capability missing) {
        return Optional.ofNullable(
                switch (missing) {
                    case FIXED_CAPACITY, CALLER_MEMORY, WALK -> "jemalloc would have to call back";
                    case FOOTPRINT -> "the statistics of jemalloc are compiled out";
                    default -> null;
                });
    }

    @Override
    protected long allocateBlock(long byteSize) {
        return JemallocLibrary.malloc(byteSize);
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        return JemallocLibrary.zalloc(byteSize);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        return JemallocLibrary.mallocAligned(byteSize, byteAlignment);
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        return JemallocLibrary.zallocAligned(byteSize, byteAlignment);
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        return JemallocLibrary.realloc(address, oldByteSize, newByteSize, NATURAL_ALIGNMENT);
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return JemallocLibrary.realloc(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        return JemallocLibrary.resize(address, oldByteSize, newByteSize) >= newByteSize;
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        JemallocLibrary.free(address, byteSize);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        // Of any size for all we know, hence a long call.
        JemallocLibrary.free(address, Long.MAX_VALUE);
    }

    @Override
    protected long usableBlockSize(long address) {
        return JemallocLibrary.usableSize(address);
    }

    /** Makes a heap in an arena of its own. */
    @Override
    protected CcHeap createHeap(HeapOptions options) {
        return new JemallocHeap(this, options, HeapArenas.take(options));
    }

    /**
     * Empties the calling thread's cache and purges all arenas; other threads' caches stay with them.
     *
     * @return 0: the bundled build does not tell how much it was
     */
    @Override
    public long trim() {
        JemallocLibrary.purge();
        return 0;
    }
}

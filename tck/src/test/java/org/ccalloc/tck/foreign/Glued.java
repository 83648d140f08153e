package org.ccalloc.tck.foreign;

import java.util.Set;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.Capability;

/**
 * A library behind {@link AbstractCcAllocator}, which checks arguments and counts: shows what the library itself does
 * otherwise than the contract has it.
 */
abstract class Glued extends AbstractCcAllocator {

    private final String name;

    Glued(String name) {
        this.name = name;
    }

    abstract ForeignLibrary library();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<Capability> capabilities() {
        return Set.of(Capability.REUSES_MEMORY, Capability.STATISTICS);
    }

    @Override
    protected final long allocateBlock(long byteSize) {
        return library().malloc(byteSize);
    }

    @Override
    protected final long allocateZeroedBlock(long byteSize) {
        return library().calloc(1, byteSize);
    }

    @Override
    protected final long allocateAlignedBlock(long byteSize, long byteAlignment) {
        return library().alignedAlloc(byteSize, byteAlignment);
    }

    @Override
    protected final long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        return library().realloc(address, newByteSize);
    }

    @Override
    protected final void freeBlock(long address, long byteSize) {
        library().free(address);
    }

    @Override
    protected final void freeUnsizedBlock(long address) {
        library().free(address);
    }

    @Override
    protected final long usableBlockSize(long address) {
        return library().usableSize(address);
    }
}

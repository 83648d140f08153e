package org.ccalloc.tck.foreign;

import java.util.Set;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;

/** A library as a {@link CcAllocator} that passes every call on: shows what a caller of the library has to look after. */
abstract class Bare implements CcAllocator {

    private final String name;

    Bare(String name) {
        this.name = name;
    }

    abstract ForeignLibrary library();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<Capability> capabilities() {
        return Set.of(Capability.REUSES_MEMORY);
    }

    @Override
    public final long alloc(long byteSize) {
        return library().malloc(byteSize);
    }

    @Override
    public final long calloc(long count, long elementByteSize) {
        return library().calloc(count, elementByteSize);
    }

    @Override
    public final long allocAligned(long byteSize, long byteAlignment) {
        return library().alignedAlloc(byteSize, byteAlignment);
    }

    @Override
    public final long realloc(long address, long oldByteSize, long newByteSize) {
        return library().realloc(address, newByteSize);
    }

    @Override
    public final void free(long address, long byteSize) {
        library().free(address);
    }

    @Override
    public final void freeUnsized(long address) {
        library().free(address);
    }

    @Override
    public final long usableSize(long address) {
        return library().usableSize(address);
    }
}

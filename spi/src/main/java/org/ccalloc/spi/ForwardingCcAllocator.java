package org.ccalloc.spi;

import java.util.Objects;
import java.util.Set;

/**
 * Passes every operation on to another allocator: the base of decorators, which override what they change.
 *
 * <p>The {@code ...OrThrow} operations are not passed on as such: they go through this object's own operations, so that
 * a decorator sees every allocation in one place.
 */
public abstract class ForwardingCcAllocator implements CcAllocator {

    private final CcAllocator delegate;

    /**
     * Wraps an allocator.
     *
     * @param delegate the allocator that does the work
     */
    protected ForwardingCcAllocator(CcAllocator delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /**
     * The allocator that does the work.
     *
     * @return the one given to the constructor
     */
    protected final CcAllocator delegate() {
        return delegate;
    }

    @Override
    public long alloc(long byteSize) {
        return delegate.alloc(byteSize);
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        return delegate.calloc(count, elementByteSize);
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        return delegate.allocAligned(byteSize, byteAlignment);
    }

    @Override
    public long callocAligned(long count, long elementByteSize, long byteAlignment) {
        return delegate.callocAligned(count, elementByteSize, byteAlignment);
    }

    @Override
    public long allocNode(long byteSize) {
        return delegate.allocNode(byteSize);
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        return delegate.realloc(address, oldByteSize, newByteSize);
    }

    @Override
    public long reallocAligned(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return delegate.reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
        return delegate.resizeInPlace(address, oldByteSize, newByteSize);
    }

    @Override
    public void free(long address, long byteSize) {
        delegate.free(address, byteSize);
    }

    @Override
    public void freeUnsized(long address) {
        delegate.freeUnsized(address);
    }

    @Override
    public long usableSize(long address) {
        return delegate.usableSize(address);
    }

    @Override
    public long trim() {
        return delegate.trim();
    }

    /**
     * Makes a heap of the delegate's. What is done through it does not go through this object; a decorator that wants to
     * see it wraps the heap as well.
     */
    @Override
    public CcHeap newHeap(HeapOptions options) {
        return delegate.newHeap(options);
    }

    @Override
    public void statsEnable(boolean enable) {
        delegate.statsEnable(enable);
    }

    @Override
    public boolean statsEnabled() {
        return delegate.statsEnabled();
    }

    @Override
    public CcAllocSnapshot statsSnapshot() {
        return delegate.statsSnapshot();
    }

    @Override
    public CcAllocSnapshot statsReset() {
        return delegate.statsReset();
    }

    @Override
    public String describe() {
        return delegate.describe();
    }

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public int priority() {
        return delegate.priority();
    }

    @Override
    public Availability availability() {
        return delegate.availability();
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate.capabilities();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + delegate + ")";
    }
}

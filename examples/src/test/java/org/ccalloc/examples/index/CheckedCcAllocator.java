package org.ccalloc.examples.index;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;

/**
 * Knows every live block: a free of none, or with another size, throws. From the n-th request on, it has no memory.
 */
final class CheckedCcAllocator extends ForwardingCcAllocator {

    private final Map<Long, Long> byteSizes = new ConcurrentHashMap<>();
    private final AtomicLong requestsLeft;

    CheckedCcAllocator(CcAllocator delegate) {
        this(delegate, Long.MAX_VALUE);
    }

    CheckedCcAllocator(CcAllocator delegate, long requests) {
        super(delegate);
        this.requestsLeft = new AtomicLong(requests);
    }

    long liveBlocks() {
        return byteSizes.size();
    }

    @Override
    public long alloc(long byteSize) {
        return hasMemory() ? taken(super.alloc(byteSize), byteSize) : 0;
    }

    @Override
    public long allocNode(long byteSize) {
        return hasMemory() ? taken(super.allocNode(byteSize), byteSize) : 0;
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        return hasMemory() ? taken(super.calloc(count, elementByteSize), count * elementByteSize) : 0;
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        if (!hasMemory()) {
            return 0;
        }
        if (address != 0) {
            given(address, oldByteSize);
        }
        long moved = super.realloc(address, oldByteSize, newByteSize);
        if (moved == 0 && address != 0) {
            taken(address, oldByteSize);
        }
        return taken(moved, newByteSize);
    }

    @Override
    public void free(long address, long byteSize) {
        if (address != 0) {
            given(address, byteSize);
        }
        super.free(address, byteSize);
    }

    private boolean hasMemory() {
        return requestsLeft.getAndDecrement() > 0;
    }

    private long taken(long address, long byteSize) {
        if (address != 0 && byteSizes.put(address, byteSize) != null) {
            throw new AssertionError("handed out twice: 0x" + Long.toHexString(address));
        }
        return address;
    }

    private void given(long address, long byteSize) {
        Long known = byteSizes.remove(address);
        if (known == null || known != byteSize) {
            throw new AssertionError(
                    "free(0x" + Long.toHexString(address) + ", " + byteSize + ") of a block of size " + known);
        }
    }
}

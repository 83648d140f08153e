package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Blocks of one size, of which every page is in memory. They are taken and given back again and again, which makes no
 * garbage in Java, since that would be resident memory, too. For one thread at a time.
 */
final class TouchedBlocks {

    /** No more than the least page of today's machines. */
    private static final long TOUCHED_BYTE_STEP = 4096;

    private final CcAllocator allocator;
    private final long byteSize;
    private final long[] addresses;

    TouchedBlocks(CcAllocator allocator, long totalByteSize, long byteSize) {
        this.allocator = allocator;
        this.byteSize = byteSize;
        this.addresses = new long[Math.toIntExact(totalByteSize / byteSize)];
    }

    void take() {
        for (int i = 0; i < addresses.length; i++) {
            long address = allocator.alloc(byteSize);
            if (address == 0) {
                throw new AssertionError(
                        "alloc(" + byteSize + "): address=0x0, blocks=" + i + " (expected " + addresses.length + ")");
            }
            for (long offset = 0; offset < byteSize; offset += TOUCHED_BYTE_STEP) {
                RawMemory.putByte(address + offset, (byte) 1);
            }
            addresses[i] = address;
        }
    }

    void giveBack(boolean sized) {
        for (long address : addresses) {
            if (sized) {
                allocator.free(address, byteSize);
            } else {
                allocator.freeUnsized(address);
            }
        }
    }
}

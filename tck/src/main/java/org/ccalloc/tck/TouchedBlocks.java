package org.ccalloc.tck;

import java.util.List;
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
    private long byteSize;
    private final long[] addresses;

    TouchedBlocks(CcAllocator allocator, long totalByteSize, long byteSize) {
        this.allocator = allocator;
        this.byteSize = byteSize;
        this.addresses = new long[Math.toIntExact(Math.max(1, totalByteSize / byteSize))];
    }

    /**
     * Takes blocks of several collections in turn, so that they become neighbours.
     *
     * @param all collections of the same length
     */
    static void takeInTurn(List<TouchedBlocks> all) {
        for (int i = 0; i < all.getFirst().addresses.length; i++) {
            for (TouchedBlocks blocks : all) {
                blocks.take(i);
            }
        }
    }

    void take() {
        for (int i = 0; i < addresses.length; i++) {
            take(i);
        }
    }

    private void take(int index) {
        long address = allocator.alloc(byteSize);
        if (address == 0) {
            throw new AssertionError(
                    "alloc(" + byteSize + "): address=0x0, blocks=" + index + " (expected " + addresses.length + ")");
        }
        touch(address, byteSize);
        addresses[index] = address;
    }

    /**
     * Resizes all of them.
     *
     * @param newByteSize the new size of each
     */
    void resize(long newByteSize) {
        for (int i = 0; i < addresses.length; i++) {
            String call = "realloc(" + Block.hex(addresses[i]) + ", " + byteSize + ", " + newByteSize + ")";
            addresses[i] = Expect.block(call, allocator.realloc(addresses[i], byteSize, newByteSize));
            touch(addresses[i], newByteSize);
        }
        byteSize = newByteSize;
    }

    /**
     * Brings every page of a block into memory.
     *
     * @param address the block
     * @param byteSize its size
     */
    static void touch(long address, long byteSize) {
        for (long offset = 0; offset < byteSize; offset += TOUCHED_BYTE_STEP) {
            RawMemory.putByte(address + offset, (byte) 1);
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

package org.ccalloc.spi;

/**
 * Checks the arguments of allocator operations and words the errors, once for the interface's defaults, the abstract
 * class and whoever else implements the contract inside this package.
 */
final class Requests {

    private Requests() {}

    /**
     * Rule S02.
     *
     * @param byteSize the size to check
     */
    static void checkSize(long byteSize) {
        if (byteSize < 0) {
            throw negative("byteSize", byteSize);
        }
    }

    /**
     * Rule A06.
     *
     * @param byteAlignment the alignment to check
     */
    static void checkAlignment(long byteAlignment) {
        if (byteAlignment < CcAllocator.MIN_BYTE_ALIGNMENT || !isPowerOfTwo(byteAlignment)) {
            throw new IllegalArgumentException("alignment: byteAlignment=" + byteAlignment
                    + " (expected a power of two, " + CcAllocator.MIN_BYTE_ALIGNMENT + " or more)");
        }
    }

    static boolean isPowerOfTwo(long value) {
        return value > 0 && (value & (value - 1)) == 0;
    }

    /**
     * Rules S01, S02 and S04: what {@code count} elements take, and 0 both for nothing wanted and for more than a
     * {@code long} holds, since the caller answers 0 to either.
     *
     * @param count number of elements
     * @param elementByteSize bytes of one element
     * @return the product, or 0
     */
    static long product(long count, long elementByteSize) {
        if (count < 0) {
            throw negative("count", count);
        }
        if (elementByteSize < 0) {
            throw negative("elementByteSize", elementByteSize);
        }
        long product = count * elementByteSize;
        // Two numbers below 2^31 cannot overflow; only others pay for the high half.
        if ((count | elementByteSize) >>> 31 != 0 && (Math.multiplyHigh(count, elementByteSize) != 0 || product < 0)) {
            return 0;
        }
        return product;
    }

    /**
     * Rules S02, R02 and R07.
     *
     * @param address the block, or 0
     * @param oldByteSize the size it has
     * @param newByteSize the size wanted
     */
    static void checkRealloc(long address, long oldByteSize, long newByteSize) {
        if (oldByteSize < 0) {
            throw negative("oldByteSize", oldByteSize);
        }
        if (newByteSize < 0) {
            throw negative("newByteSize", newByteSize);
        }
        if (address == 0) {
            if (oldByteSize != 0) {
                throw new IllegalArgumentException(
                        "realloc: oldByteSize=" + oldByteSize + " (expected 0, since address=0x0)");
            }
            return;
        }
        if (oldByteSize == 0) {
            throw new IllegalArgumentException(
                    "realloc: oldByteSize=0 (expected the size of the block at address=" + hex(address) + ")");
        }
        if (newByteSize == 0) {
            throw new IllegalArgumentException("realloc: newByteSize=0 (expected 1 or more for the block at address="
                    + hex(address) + "; to give the block back, call free)");
        }
    }

    /**
     * Rule P03.
     *
     * @param address the block
     * @param oldByteSize the size it has
     * @param newByteSize the size wanted
     */
    static void checkResize(long address, long oldByteSize, long newByteSize) {
        if (address == 0) {
            throw new IllegalArgumentException("resizeInPlace: address=0x0 (expected a live block)");
        }
        if (oldByteSize <= 0) {
            throw new IllegalArgumentException("resizeInPlace: oldByteSize=" + oldByteSize + " (expected 1 or more)");
        }
        if (newByteSize <= 0) {
            throw new IllegalArgumentException("resizeInPlace: newByteSize=" + newByteSize + " (expected 1 or more)");
        }
    }

    /**
     * Second half of a realloc by hand: copies into the new block, if there is one, and frees the old.
     *
     * @param allocator whose blocks these are
     * @param address the old block
     * @param oldByteSize its size
     * @param newAddress the new block, or 0
     * @param newByteSize its size
     * @return {@code newAddress}
     */
    static long moved(CcAllocator allocator, long address, long oldByteSize, long newAddress, long newByteSize) {
        if (newAddress != 0) {
            RawMemory.copy(address, newAddress, Math.min(oldByteSize, newByteSize));
            allocator.free(address, oldByteSize);
        }
        return newAddress;
    }

    static long orThrow(CcAllocator allocator, long address, long count, long elementByteSize, long byteAlignment) {
        if (address == 0 && count != 0 && elementByteSize != 0) {
            String byteSize = elementByteSize == 1 ? "" + count : count + " * " + elementByteSize;
            throw new OutOfMemoryError("off-heap memory: byteSize=" + byteSize + ", byteAlignment=" + byteAlignment
                    + ", allocator=" + allocator.name() + ", statistics "
                    + (allocator.statsEnabled() ? allocator.statsSnapshot().toString() : "off"));
        }
        return address;
    }

    static IllegalArgumentException negative(String what, long value) {
        return new IllegalArgumentException("size: " + what + "=" + value + " (expected 0 or more)");
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}

package org.ccalloc.javaunsafe;

/** Words for addresses that are not those of live blocks. */
final class Misuse {
    private Misuse() {}

    static IllegalArgumentException notABlock(long address) {
        return new IllegalArgumentException("block: address=0x" + Long.toHexString(address)
                + " (expected the address of a block that this allocator handed out and that is live)");
    }

    static IllegalArgumentException insideABlock(long address, long start) {
        return new IllegalArgumentException("block: address=0x" + Long.toHexString(address)
                + " (expected the start of a block; this is inside the memory from 0x" + Long.toHexString(start) + ")");
    }

    static IllegalArgumentException freeAlready(long address) {
        return new IllegalArgumentException(
                "block: address=0x" + Long.toHexString(address) + " is free already (expected a live block)");
    }

    static IllegalArgumentException wrongSize(long address, long byteSize, long usableByteSize) {
        return new IllegalArgumentException("free: address=0x" + Long.toHexString(address) + ", byteSize=" + byteSize
                + " (expected the size last asked for, which is " + usableByteSize + " or less)");
    }

    static IllegalArgumentException overrun(long address, long byteSize) {
        return new IllegalArgumentException("block: address=0x" + Long.toHexString(address) + ", byteSize=" + byteSize
                + " (expected nothing written behind it, where the books were overwritten)");
    }

    static IllegalStateException damaged(long block) {
        return new IllegalStateException("free block: address=0x" + Long.toHexString(block)
                + " (expected the books there as they were; something was written to freed memory, or past a block)");
    }
}

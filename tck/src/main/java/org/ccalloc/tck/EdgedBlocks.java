package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Live blocks of which only the first and the last bytes are written, and a byte in between wherever a number of bytes
 * would not fit an {@code int}: for blocks larger than the memory there is. For one thread.
 */
final class EdgedBlocks {

    private static final long[] OFFSETS = {1L << 31, 1L << 32, (1L << 32) + 1};

    private final CcAllocator allocator;
    private final List<Block> blocks = new ArrayList<>();
    private final TreeMap<Long, Block> byAddress = new TreeMap<>();
    private long paddedByteSize;

    EdgedBlocks(CcAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * Asks for an aligned block in every way there is, though in one way only if it is large: zeroing takes time.
     *
     * @param byteSize for how much
     * @param alignment at a multiple of what
     */
    void allocateAligned(long byteSize, long alignment) {
        if (byteSize > 64 * Samples.KIB) {
            String call = "allocAligned(" + byteSize + ", " + alignment + ")";
            add(call, Expect.answer(call, () -> allocator.allocAligned(byteSize, alignment)), byteSize, alignment);
            return;
        }
        for (AlignedCall aligned : AlignedCall.ofAll(allocator, byteSize, alignment)) {
            add(aligned.call(), aligned.address(), byteSize, alignment);
        }
    }

    /**
     * Adds a block that the test got by itself, after a look at its address and its usable size, and marks it.
     *
     * @param call what answered the block
     * @param address the answer
     * @param byteSize how much was asked for
     * @param alignment what the address has to be a multiple of
     */
    void add(String call, long address, long byteSize, long alignment) {
        Expect.aligned(call, Expect.block(call, address), alignment);
        // Before anything is written past what the block has.
        long usableByteSize = allocator.usableSize(address);
        if (usableByteSize < byteSize) {
            throw new AssertionError(call + ": address=" + Block.hex(address) + ", usableSize=" + usableByteSize
                    + " (expected " + byteSize + " or more)");
        }
        Block block = new Block(address, byteSize);
        expectDisjoint(call, block);
        byAddress.put(address, block);
        blocks.add(block);
        paddedByteSize += byteSize + alignment;
        mark(block);
    }

    /** What the live blocks take in an allocator that pads each by its alignment. */
    long paddedByteSize() {
        return paddedByteSize;
    }

    /** Looks at the marks and gives all back. */
    void freeAll() {
        for (Block block : blocks) {
            check(block, "other blocks were marked");
            allocator.free(block.address(), block.byteSize());
        }
        blocks.clear();
        byAddress.clear();
        paddedByteSize = 0;
    }

    private void expectDisjoint(String call, Block block) {
        var below = byAddress.floorEntry(block.address());
        var above = byAddress.ceilingEntry(block.address());
        boolean overlapsBelow =
                below != null && below.getKey() + below.getValue().byteSize() > block.address();
        boolean overlapsAbove = above != null && block.address() + block.byteSize() > above.getKey();
        if (overlapsBelow || overlapsAbove) {
            throw new AssertionError(
                    call + ": " + block + " overlaps the live block " + (overlapsBelow ? below : above).getValue());
        }
    }

    /**
     * Writes the marks.
     *
     * @param block where
     */
    static void mark(Block block) {
        long edge = edge(block);
        ContentPattern.write(block.address(), edge, block.address());
        ContentPattern.write(lastEdge(block), edge, ~block.address());
        for (long offset : OFFSETS) {
            if (offset < block.byteSize() - edge) {
                RawMemory.putByte(block.address() + offset, (byte) (offset >>> 28));
            }
        }
    }

    /**
     * Fails if the marks are not as they were written.
     *
     * @param block where
     * @param occasion what happened since, for the message
     */
    static void check(Block block, String occasion) {
        long edge = edge(block);
        // The marks of a block of less than two edges overlap: only the last is whole.
        if (block.byteSize() >= 2 * edge) {
            ContentPattern.check(block, edge, block.address(), occasion);
        }
        Block last = new Block(lastEdge(block), edge);
        ContentPattern.check(last, edge, ~block.address(), occasion + ", last bytes of " + block);
        for (long offset : OFFSETS) {
            if (offset < block.byteSize() - edge
                    && RawMemory.getByte(block.address() + offset) != (byte) (offset >>> 28)) {
                throw new AssertionError("content after " + occasion + ": " + block + ", offset=" + offset
                        + " (expected the byte that was written)");
            }
        }
    }

    private static long edge(Block block) {
        return Math.min(block.byteSize(), 16);
    }

    private static long lastEdge(Block block) {
        return block.address() + block.byteSize() - edge(block);
    }
}

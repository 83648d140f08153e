package org.ccalloc.tck;

import java.util.function.Supplier;

/**
 * A live block of a random sequence and what it holds: a pattern that no other block has, and no earlier generation of
 * this one. Of a large block only pieces are written and looked at: its ends, what lies around the powers of two, where
 * copies that stop early stop, and some at random.
 */
final class ModelBlock {

    private static final long WHOLE_BYTE_SIZE = 1024;
    private static final long PIECE_BYTE_SIZE = 64;
    private static final int RANDOM_PIECES = 8;

    private final int slot;
    private final Block block;
    private final long usableByteSize;
    private final boolean isNode;
    private final long key;

    /** Starts, each a multiple of 8 from the block's, and ends of the pieces. */
    private final long[] pieces;

    /**
     * A block that has just been got, or resized.
     *
     * @param slot what messages call it
     * @param block where it is
     * @param usableByteSize what it may use
     * @param isNode whether it must have its cache lines for itself
     * @param generation another number for each block of a sequence
     */
    ModelBlock(int slot, Block block, long usableByteSize, boolean isNode, int generation) {
        this.slot = slot;
        this.block = block;
        this.usableByteSize = Math.max(usableByteSize, block.byteSize());
        this.isNode = isNode;
        // Not of the address: the same sequence is to write the same, wherever its blocks are.
        this.key = (generation + 1) * 0x94d049bb133111ebL;
        this.pieces = this.usableByteSize <= WHOLE_BYTE_SIZE ? new long[] {0, this.usableByteSize} : pieces();
    }

    private long[] pieces() {
        int powers = Long.numberOfTrailingZeros(Long.highestOneBit(usableByteSize)) - 9;
        long[] result = new long[2 * (3 + powers + RANDOM_PIECES)];
        int count = 0;
        count = addPiece(result, count, 0, 4 * PIECE_BYTE_SIZE);
        for (int i = 0; i < powers; i++) {
            count = addPiece(result, count, (WHOLE_BYTE_SIZE << i) - PIECE_BYTE_SIZE / 2, PIECE_BYTE_SIZE);
        }
        for (int i = 0; i < RANDOM_PIECES; i++) {
            long anywhere = Long.remainderUnsigned(key * (2 * i + 1), usableByteSize);
            count = addPiece(result, count, anywhere, PIECE_BYTE_SIZE);
        }
        count = addPiece(result, count, byteSize() - PIECE_BYTE_SIZE, PIECE_BYTE_SIZE);
        addPiece(result, count, usableByteSize - PIECE_BYTE_SIZE, PIECE_BYTE_SIZE);
        return result;
    }

    private int addPiece(long[] result, int count, long start, long byteSize) {
        result[count] = Math.max(0, start) & -8;
        result[count + 1] = Math.min(usableByteSize, start + byteSize);
        return count + 2;
    }

    /**
     * What a block is called.
     *
     * @param slot its slot
     * @return a name for a variable
     */
    static String name(int slot) {
        return "b" + (slot + 1);
    }

    long address() {
        return block.address();
    }

    long byteSize() {
        return block.byteSize();
    }

    long usableByteSize() {
        return usableByteSize;
    }

    boolean isNode() {
        return isNode;
    }

    /** Writes the pattern. */
    void write() {
        for (int i = 0; i < pieces.length; i += 2) {
            writePiece(pieces[i], pieces[i + 1]);
        }
    }

    /**
     * Writes the pattern just before an offset, too, where a resize is about to cut the block.
     *
     * @param end the offset
     */
    void writeBefore(long end) {
        writePiece(Math.max(0, end - PIECE_BYTE_SIZE) & -8, end);
    }

    private void writePiece(long start, long end) {
        ContentPattern.write(address() + start, end - start, ContentPattern.keyAt(key, start));
    }

    /**
     * Fails if the pattern is no longer there.
     *
     * @param rule which rule is then broken
     * @param occasion what happened since
     */
    void check(String rule, Supplier<String> occasion) {
        for (int i = 0; i < pieces.length; i += 2) {
            checkPiece(block, pieces[i], pieces[i + 1], rule, occasion);
        }
    }

    /**
     * Fails if a resized block does not hold what this one did.
     *
     * @param resized the same block now
     * @param rule which rule is then broken
     * @param occasion what happened since
     */
    void checkPrefix(Block resized, String rule, Supplier<String> occasion) {
        long end = Math.min(byteSize(), resized.byteSize());
        for (int i = 0; i < pieces.length; i += 2) {
            checkPiece(resized, pieces[i], Math.min(end, pieces[i + 1]), rule, occasion);
        }
        checkPiece(resized, Math.max(0, end - PIECE_BYTE_SIZE) & -8, end, rule, occasion);
    }

    private void checkPiece(Block where, long start, long end, String rule, Supplier<String> occasion) {
        long pieceKey = ContentPattern.keyAt(key, start);
        if (start < end && ContentPattern.mismatch(where.address() + start, end - start, pieceKey) >= 0) {
            try {
                ContentPattern.check(where, start, end - start, key, occasion.get());
            } catch (AssertionError e) {
                throw new RuleBroken(rule, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public String toString() {
        return name(slot) + " (" + block + ", usableSize=" + usableByteSize + ")";
    }
}

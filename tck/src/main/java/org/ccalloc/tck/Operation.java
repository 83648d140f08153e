package org.ccalloc.tck;

/**
 * One call of a random sequence. It names its block by a slot, which exactly one {@link Request} of the sequence fills:
 * so whatever is taken out of a sequence, the rest can still be run, and what finds its slot empty is skipped.
 */
sealed interface Operation permits Request, Operation.OfBlock, Operation.OfNone {

    /** The slot of an operation that works on no block. */
    int NO_SLOT = -1;

    /**
     * Which block.
     *
     * @return the slot, or {@link #NO_SLOT}
     */
    int slot();

    /**
     * Renames the block.
     *
     * @param slot the other name
     * @return the same operation on it
     */
    Operation withSlot(int slot);

    /**
     * What makes the operation large: shrinking tries less.
     *
     * @return bytes, or 0 if it has no size
     */
    default long byteSize() {
        return 0;
    }

    /**
     * Changes the size.
     *
     * @param byteSize bytes, 1 or more
     * @return the operation with it; the same if it has no size
     */
    default Operation withByteSize(long byteSize) {
        return this;
    }

    /**
     * What the address has to be a multiple of: shrinking tries less.
     *
     * @return the alignment, or 0 if it has none
     */
    default long byteAlignment() {
        return 0;
    }

    /**
     * Changes the alignment.
     *
     * @param byteAlignment a power of two
     * @return the operation with it; the same if it has none
     */
    default Operation withByteAlignment(long byteAlignment) {
        return this;
    }

    /**
     * Shows the call as it would be written.
     *
     * @param block what the block is called
     * @param byteSize the size it has before
     * @return such as {@code realloc(b3, 40, 100)}
     */
    String call(String block, long byteSize);

    /**
     * Writes a number as Java has it.
     *
     * @param value the number
     * @return its literal
     */
    static String literal(long value) {
        return (int) value == value ? Long.toString(value) : value + "L";
    }

    /** An operation on a block that is there. */
    sealed interface OfBlock extends Operation {}

    /** An operation on no block in particular. */
    sealed interface OfNone extends Operation {
        @Override
        default int slot() {
            return NO_SLOT;
        }

        @Override
        default Operation withSlot(int slot) {
            return this;
        }
    }

    /**
     * Another size, wherever.
     *
     * @param slot the block
     * @param byteSize the size wanted: perhaps 0, negative, or more than there is
     */
    record Realloc(int slot, long byteSize) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new Realloc(other, byteSize);
        }

        @Override
        public Operation withByteSize(long other) {
            return new Realloc(slot, other);
        }

        @Override
        public String call(String block, long oldByteSize) {
            return "realloc(" + block + ", " + literal(oldByteSize) + ", " + literal(byteSize) + ")";
        }
    }

    /**
     * Another size, at a multiple of an alignment.
     *
     * @param slot the block
     * @param byteSize the size wanted: perhaps 0, negative, or more than there is
     * @param byteAlignment the alignment wanted: perhaps an invalid one
     */
    record ReallocAligned(int slot, long byteSize, long byteAlignment) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new ReallocAligned(other, byteSize, byteAlignment);
        }

        @Override
        public Operation withByteSize(long other) {
            return new ReallocAligned(slot, other, byteAlignment);
        }

        @Override
        public Operation withByteAlignment(long other) {
            return new ReallocAligned(slot, byteSize, other);
        }

        @Override
        public String call(String block, long oldByteSize) {
            return "reallocAligned(" + block + ", " + literal(oldByteSize) + ", " + literal(byteSize) + ", "
                    + literal(byteAlignment) + ")";
        }
    }

    /**
     * Another old size than the block has, which is refused.
     *
     * @param slot the block
     * @param oldByteSize 0 or negative
     * @param newByteSize the size wanted
     */
    record ReallocOfWrongSize(int slot, long oldByteSize, long newByteSize) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new ReallocOfWrongSize(other, oldByteSize, newByteSize);
        }

        @Override
        public String call(String block, long byteSize) {
            return "realloc(" + block + ", " + literal(oldByteSize) + ", " + literal(newByteSize) + ")";
        }
    }

    /**
     * Another size at the same address.
     *
     * @param slot the block
     * @param byteSize the size wanted: perhaps 0, negative, or more than there is
     */
    record ResizeInPlace(int slot, long byteSize) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new ResizeInPlace(other, byteSize);
        }

        @Override
        public Operation withByteSize(long other) {
            return new ResizeInPlace(slot, other);
        }

        @Override
        public String call(String block, long oldByteSize) {
            return "resizeInPlace(" + block + ", " + literal(oldByteSize) + ", " + literal(byteSize) + ")";
        }
    }

    /**
     * The same address, and all that may be used there.
     *
     * @param slot the block
     */
    record ResizeToUsableSize(int slot) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new ResizeToUsableSize(other);
        }

        @Override
        public String call(String block, long oldByteSize) {
            return "resizeInPlace(" + block + ", " + literal(oldByteSize) + ", allocator.usableSize(" + block + "))";
        }
    }

    /**
     * The end of a block.
     *
     * @param slot the block
     */
    record Free(int slot) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new Free(other);
        }

        @Override
        public String call(String block, long byteSize) {
            return "free(" + block + ", " + literal(byteSize) + ")";
        }
    }

    /**
     * The end of a block, whose size is not told.
     *
     * @param slot the block
     */
    record FreeUnsized(int slot) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new FreeUnsized(other);
        }

        @Override
        public String call(String block, long byteSize) {
            return "freeUnsized(" + block + ")";
        }
    }

    /**
     * A free with a negative size, which is refused.
     *
     * @param slot the block
     * @param negativeByteSize the size
     */
    record FreeOfNegativeSize(int slot, long negativeByteSize) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new FreeOfNegativeSize(other, negativeByteSize);
        }

        @Override
        public String call(String block, long byteSize) {
            return "free(" + block + ", " + literal(negativeByteSize) + ")";
        }
    }

    /**
     * A look at the usable size.
     *
     * @param slot the block
     */
    record UsableSize(int slot) implements OfBlock {
        @Override
        public Operation withSlot(int other) {
            return new UsableSize(other);
        }

        @Override
        public String call(String block, long byteSize) {
            return "usableSize(" + block + ")";
        }
    }

    /**
     * A free of address 0, which does nothing or, with a negative size, is refused.
     *
     * @param freedByteSize the size
     */
    record FreeNothing(long freedByteSize) implements OfNone {
        @Override
        public String call(String block, long byteSize) {
            return "free(0, " + literal(freedByteSize) + ")";
        }
    }

    /** An unsized free of address 0, which does nothing. */
    record FreeNothingUnsized() implements OfNone {
        @Override
        public String call(String block, long byteSize) {
            return "freeUnsized(0)";
        }
    }

    /** The usable size of address 0, which is 0. */
    record UsableSizeOfNothing() implements OfNone {
        @Override
        public String call(String block, long byteSize) {
            return "usableSize(0)";
        }
    }

    /**
     * Two blocks come and go again and again, with next to nothing in between: where threads race, this is how they
     * meet.
     *
     * @param byteSize the size of both
     * @param rounds how often
     */
    record Churn(long byteSize, int rounds) implements OfNone {
        @Override
        public Operation withByteSize(long other) {
            return new Churn(other, rounds);
        }

        @Override
        public String call(String block, long oldByteSize) {
            return rounds + " rounds of two alloc(" + literal(byteSize) + ") and free";
        }

        /** The same in Java. */
        String loop() {
            String size = literal(byteSize);
            return "for (int i = 0; i < " + rounds + "; i++) { long x = allocator.alloc(" + size
                    + "), y = allocator.alloc(" + size + "); allocator.free(x, " + size + "); allocator.free(y, "
                    + size + "); }";
        }
    }

    /** Unused memory goes back to the operating system. */
    record Trim() implements OfNone {
        @Override
        public String call(String block, long byteSize) {
            return "trim()";
        }
    }

    /** A look at the statistics. */
    record StatsSnapshot() implements OfNone {
        @Override
        public String call(String block, long byteSize) {
            return "statsSnapshot()";
        }
    }
}

package org.ccalloc.tck;

import java.util.Locale;
import org.ccalloc.spi.CcAllocator;

/**
 * The operation that fills a slot.
 *
 * @param way the call
 * @param slot the block's name
 * @param count how many elements; 1 where the call has no such argument
 * @param elementByteSize bytes of one element, or of the block
 * @param byteAlignment the alignment wanted; 0 where the call has no such argument
 */
record Request(Way way, int slot, long count, long elementByteSize, long byteAlignment) implements Operation {

    /** The calls that answer a new block. */
    enum Way {
        ALLOC("alloc(%2$s)") {
            @Override
            long ask(CcAllocator allocator, Request request) {
                return allocator.alloc(request.elementByteSize);
            }
        },
        CALLOC("calloc(%1$s, %2$s)") {
            @Override
            long ask(CcAllocator allocator, Request request) {
                return allocator.calloc(request.count, request.elementByteSize);
            }
        },
        ALLOC_ALIGNED("allocAligned(%2$s, %3$s)") {
            @Override
            long ask(CcAllocator allocator, Request request) {
                return allocator.allocAligned(request.elementByteSize, request.byteAlignment);
            }
        },
        CALLOC_ALIGNED("callocAligned(%1$s, %2$s, %3$s)") {
            @Override
            long ask(CcAllocator allocator, Request request) {
                return allocator.callocAligned(request.count, request.elementByteSize, request.byteAlignment);
            }
        },
        ALLOC_NODE("allocNode(%2$s)") {
            @Override
            long ask(CcAllocator allocator, Request request) {
                return allocator.allocNode(request.elementByteSize);
            }
        },
        REALLOC("realloc(0, 0, %2$s)") {
            @Override
            long ask(CcAllocator allocator, Request request) {
                return allocator.realloc(0, 0, request.elementByteSize);
            }
        },
        REALLOC_ALIGNED("reallocAligned(0, 0, %2$s, %3$s)") {
            @Override
            long ask(CcAllocator allocator, Request request) {
                return allocator.reallocAligned(0, 0, request.elementByteSize, request.byteAlignment);
            }
        };

        private final String form;

        Way(String form) {
            this.form = form;
        }

        abstract long ask(CcAllocator allocator, Request request);

        boolean isZeroed() {
            return this == CALLOC || this == CALLOC_ALIGNED;
        }

        boolean isAligned() {
            return this == ALLOC_ALIGNED || this == CALLOC_ALIGNED || this == REALLOC_ALIGNED;
        }
    }

    /**
     * A request for bytes.
     *
     * @param way the call
     * @param slot the block's name
     * @param byteSize how many
     * @param byteAlignment the alignment wanted, if the call has one
     * @return the request
     */
    static Request of(Way way, int slot, long byteSize, long byteAlignment) {
        return new Request(way, slot, 1, byteSize, way.isAligned() ? byteAlignment : 0);
    }

    /**
     * Asks.
     *
     * @param allocator whom
     * @return the answer
     */
    long ask(CcAllocator allocator) {
        return way.ask(allocator, this);
    }

    /**
     * Whether the size fits no {@code long}. None of the factors is negative.
     *
     * @return whether the product overflows
     */
    boolean overflows() {
        return Math.multiplyHigh(count, elementByteSize) != 0 || count * elementByteSize < 0;
    }

    @Override
    public long byteSize() {
        return count * elementByteSize;
    }

    @Override
    public Request withSlot(int other) {
        return new Request(way, other, count, elementByteSize, byteAlignment);
    }

    @Override
    public Request withByteSize(long byteSize) {
        return new Request(way, slot, 1, byteSize, byteAlignment);
    }

    @Override
    public Request withByteAlignment(long other) {
        return new Request(way, slot, count, elementByteSize, way.isAligned() ? other : 0);
    }

    @Override
    public String call(String block, long byteSize) {
        return String.format(
                Locale.ROOT,
                way.form,
                Operation.literal(count),
                Operation.literal(elementByteSize),
                Operation.literal(byteAlignment));
    }
}

package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;

/** The ways to ask for a number of bytes. */
enum Allocation {
    ALLOC("alloc(%d)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.alloc(byteSize);
        }
    },
    CALLOC_OF_BYTES("calloc(%d, 1)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.calloc(byteSize, 1);
        }
    },
    CALLOC_OF_ONE("calloc(1, %d)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.calloc(1, byteSize);
        }
    },
    ALLOC_ALIGNED("allocAligned(%d, 128)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.allocAligned(byteSize, 128);
        }
    },
    CALLOC_ALIGNED_OF_BYTES("callocAligned(%d, 1, 32)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.callocAligned(byteSize, 1, 32);
        }
    },
    CALLOC_ALIGNED_OF_ONE("callocAligned(1, %d, 256)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.callocAligned(1, byteSize, 256);
        }
    },
    ALLOC_NODE("allocNode(%d)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.allocNode(byteSize);
        }
    },
    REALLOC("realloc(0, 0, %d)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.realloc(0, 0, byteSize);
        }
    },
    REALLOC_ALIGNED("reallocAligned(0, 0, %d, 64)") {
        @Override
        long ask(CcAllocator allocator, long byteSize) {
            return allocator.reallocAligned(0, 0, byteSize, 64);
        }
    };

    private static final Allocation[] VALUES = values();

    private final String form;

    Allocation(String form) {
        this.form = form;
    }

    /**
     * Asks.
     *
     * @param allocator whom
     * @param byteSize for how much
     * @return the answer
     */
    abstract long ask(CcAllocator allocator, long byteSize);

    /**
     * Shows the call.
     *
     * @param byteSize for how much
     * @return such as {@code calloc(1, 40)}
     */
    String call(long byteSize) {
        return form.replace("%d", Long.toString(byteSize));
    }

    /**
     * The ways in turn.
     *
     * @param index any number
     * @return one of them
     */
    static Allocation at(long index) {
        return VALUES[(int) Math.floorMod(index, (long) VALUES.length)];
    }
}

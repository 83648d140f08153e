package org.ccalloc.tck;

import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;

/** What a thread may do first. Each gives the block that it is handed back in the end. */
enum FirstCall {
    ALLOCATE {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            for (Allocation way : Allocation.values()) {
                Block own = Block.written(way, allocator, block.byteSize());
                own.check("writing it");
                allocator.free(own.address(), own.byteSize());
            }
            freeChecked(allocator, block);
        }
    },
    REALLOC {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            long newByteSize = 2 * block.byteSize();
            keep(allocator, block, newByteSize, allocator.realloc(block.address(), block.byteSize(), newByteSize));
        }
    },
    REALLOC_ALIGNED {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            long newByteSize = (block.byteSize() + 1) / 2;
            keep(
                    allocator,
                    block,
                    newByteSize,
                    allocator.reallocAligned(block.address(), block.byteSize(), newByteSize, 256));
        }
    },
    RESIZE_IN_PLACE {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            long newByteSize = block.byteSize() - 1;
            boolean resized = allocator.resizeInPlace(block.address(), block.byteSize(), newByteSize);
            freeChecked(allocator, resized ? new Block(block.address(), newByteSize) : block);
        }
    },
    FREE {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            freeChecked(allocator, block);
        }
    },
    FREE_UNSIZED {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            allocator.freeUnsized(block.address());
        }
    },
    USABLE_SIZE {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            long usableByteSize = allocator.usableSize(block.address());
            if (usableByteSize < block.byteSize()) {
                throw new AssertionError("usableSize as a thread's first call: " + block + ", usableSize="
                        + usableByteSize + " (expected " + block.byteSize() + " or more)");
            }
            freeChecked(allocator, block);
        }
    },
    TRIM {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            allocator.trim();
            freeChecked(allocator, block);
        }
    },
    FAIL {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            Expect.noBlock("alloc(2^48) as a thread's first call", () -> allocator.alloc(1L << 48));
            freeChecked(allocator, block);
        }
    },
    STATISTICS {
        @Override
        void call(CcAllocator allocator, CcAllocator other, Block block) {
            CcAllocSnapshot snapshot = other.statsReset().plus(other.statsSnapshot());
            if (!snapshot.equals(CcAllocSnapshot.ZERO)) {
                throw new AssertionError("statistics of an unused allocator: " + snapshot + " (expected all zero)");
            }
            other.statsEnable(other.capabilities().contains(Capability.STATISTICS));
            freeChecked(allocator, block);
        }
    };

    /**
     * Calls.
     *
     * @param allocator whose block it is
     * @param other another allocator of the same kind, which is not used otherwise
     * @param block written, and given back in the end
     */
    abstract void call(CcAllocator allocator, CcAllocator other, Block block);

    /**
     * Calls, and fails if it throws.
     *
     * @param allocator whose block it is
     * @param other another allocator of the same kind, which is not used otherwise
     * @param block written, and given back in the end
     */
    void run(CcAllocator allocator, CcAllocator other, Block block) {
        try {
            call(allocator, other, block);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            throw new AssertionError(this + " as a thread's first call: " + e + " (expected no exception)", e);
        }
    }

    private static void keep(CcAllocator allocator, Block old, long newByteSize, long address) {
        String call = "a realloc to " + newByteSize + " as a thread's first call";
        Block resized = new Block(Expect.block(call, address), newByteSize);
        ContentPattern.check(resized, Math.min(old.byteSize(), newByteSize), old.address(), call);
        allocator.free(address, newByteSize);
    }

    private static void freeChecked(CcAllocator allocator, Block block) {
        block.check("a thread's first call");
        allocator.free(block.address(), block.byteSize());
    }
}

package org.apache.arrow.memory.unsafe;

import java.util.concurrent.atomic.LongAdder;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Arrow's own memory, as {@code arrow-memory-unsafe} has it, with its blocks counted: what tests of Arrow's are compared
 * on. Arrow takes it, by its name, where {@code arrow.allocation.manager.type} is {@code Unsafe}, and never else.
 */
public final class UnsafeAllocationManager extends AllocationManager {

    /** Read by Arrow. */
    public static final AllocationManager.Factory FACTORY = new AllocationManager.Factory() {
        @Override
        public AllocationManager create(BufferAllocator accountingAllocator, long size) {
            return new UnsafeAllocationManager(accountingAllocator, size);
        }

        @Override
        public ArrowBuf empty() {
            return new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
        }
    };

    private static final LongAdder ALLOCATED = new LongAdder();
    private static final LongAdder FREED = new LongAdder();

    private final long address;
    private final long byteSize;

    private UnsafeAllocationManager(BufferAllocator accountingAllocator, long byteSize) {
        super(accountingAllocator);
        this.address = MemoryUtil.allocateMemory(byteSize);
        this.byteSize = byteSize;
        ALLOCATED.increment();
    }

    /**
     * Blocks so far.
     *
     * @return how many
     */
    public static long allocCount() {
        return ALLOCATED.sum();
    }

    /**
     * Blocks that were given back.
     *
     * @return how many
     */
    public static long freeCount() {
        return FREED.sum();
    }

    @Override
    public long getSize() {
        return byteSize;
    }

    @Override
    protected long memoryAddress() {
        return address;
    }

    @Override
    protected void release0() {
        MemoryUtil.freeMemory(address);
        FREED.increment();
    }
}

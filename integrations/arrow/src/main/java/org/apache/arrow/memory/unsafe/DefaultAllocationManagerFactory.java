package org.apache.arrow.memory.unsafe;

import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.ccalloc.arrow.CcAllocationManagerFactory;

/**
 * What Arrow takes for its default: it looks for a class of this name, which otherwise is in {@code
 * arrow-memory-unsafe}, and reads its {@link #FACTORY}. For programs there is {@link CcAllocationManagerFactory}.
 */
public final class DefaultAllocationManagerFactory implements AllocationManager.Factory {

    /** Arrow's default, as long as no other library claims to be it as well. */
    public static final AllocationManager.Factory FACTORY =
            new DefaultAllocationManagerFactory(RivalDefaults.complaint(DefaultAllocationManagerFactory.class));

    private final String complaint;

    private DefaultAllocationManagerFactory(String complaint) {
        this.complaint = complaint;
    }

    /**
     * Allocates the memory of a buffer, as {@link CcAllocationManagerFactory#ofSelected()} does.
     *
     * @param accountingAllocator Arrow's allocator that the buffer belongs to at first
     * @param size bytes, 0 or more
     * @return the memory
     */
    @Override
    public AllocationManager create(BufferAllocator accountingAllocator, long size) {
        return CcAllocationManagerFactory.ofSelected().create(accountingAllocator, size);
    }

    /**
     * The buffer of size 0. Arrow asks for it whenever a root allocator is created, so this is where an ambiguous class
     * path is told: in an exception that the program sees as it is, rather than in that of a static initializer.
     *
     * @return a buffer that needs no release
     * @throws IllegalStateException if {@code arrow-memory-netty} or {@code arrow-memory-unsafe} is there as well; names
     *     the jars
     */
    @Override
    public ArrowBuf empty() {
        if (!complaint.isEmpty()) {
            throw new IllegalStateException(complaint);
        }
        return CcAllocationManagerFactory.ofSelected().empty();
    }
}

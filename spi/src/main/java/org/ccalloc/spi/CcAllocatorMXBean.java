package org.ccalloc.spi;

import java.util.List;

/**
 * An allocator, as JMX shows it; see {@link CcAllocatorMBeans}. Numbers stand still while the allocator does not count.
 */
public interface CcAllocatorMXBean {

    /**
     * The name of the allocator.
     *
     * @return as {@link CcAllocator#name}
     */
    String getName();

    /**
     * What the allocator tells of its state, for people to read.
     *
     * @return as {@link CcAllocator#describe}
     */
    String getDescription();

    /**
     * What of the optional part of the contract the allocator does.
     *
     * @return names of {@link Capability}, sorted
     */
    List<String> getCapabilities();

    /**
     * Whether the allocator counts.
     *
     * @return as {@link CcAllocator#statsEnabled}
     */
    boolean isCounting();

    /**
     * Begins or ends to count.
     *
     * @param counting as for {@link CcAllocator#statsEnable}
     */
    void setCounting(boolean counting);

    /**
     * What was counted, all numbers from one moment.
     *
     * @return as {@link CcAllocator#statsSnapshot}
     */
    CcAllocSnapshot getStatistics();

    /**
     * Bytes in live blocks, as asked for, and in blocks that were freed without their size: an unsized free takes nothing
     * away, since how many bytes were asked for is not known.
     *
     * @return as {@link CcAllocSnapshot#currentAllocated}: may be negative after a switch or a reset
     */
    long getLiveBytes();

    /**
     * Live blocks.
     *
     * @return allocations without frees; may be negative after a switch or a reset
     */
    long getLiveBlocks();

    /**
     * How many heaps of this allocator are open.
     *
     * @return heaps; those that do not extend {@link AbstractCcHeap} are not known
     */
    int getOpenHeaps();

    /**
     * The heaps of this allocator that are open.
     *
     * @return each at the moment that it is looked at; those that do not extend {@link AbstractCcHeap} are not known
     */
    List<CcHeapSnapshot> getHeaps();

    /**
     * Begins to count anew.
     *
     * @return what was counted so far
     */
    CcAllocSnapshot resetStatistics();

    /**
     * Gives unused memory back to the operating system.
     *
     * @return as {@link CcAllocator#trim}
     */
    long trim();
}

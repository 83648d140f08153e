package org.ccalloc.spi;

import java.util.List;

/** The MXBean of an allocator. */
final class ObservedAllocator implements CcAllocatorMXBean {

    private final CcAllocator allocator;

    ObservedAllocator(CcAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public String getName() {
        return allocator.name();
    }

    @Override
    public String getDescription() {
        return allocator.describe();
    }

    @Override
    public List<String> getCapabilities() {
        return allocator.capabilities().stream().map(Capability::name).sorted().toList();
    }

    @Override
    public boolean isCounting() {
        return allocator.statsEnabled();
    }

    @Override
    public void setCounting(boolean counting) {
        allocator.statsEnable(counting);
    }

    @Override
    public CcAllocSnapshot getStatistics() {
        return allocator.statsSnapshot();
    }

    @Override
    public long getLiveBytes() {
        return allocator.statsSnapshot().currentAllocated();
    }

    @Override
    public long getLiveBlocks() {
        CcAllocSnapshot snapshot = allocator.statsSnapshot();
        return snapshot.allocCount() - snapshot.freeCount();
    }

    @Override
    public int getOpenHeaps() {
        return OpenHeaps.of(allocator).map(OpenHeaps::count).orElse(0);
    }

    @Override
    public List<CcHeapSnapshot> getHeaps() {
        return OpenHeaps.of(allocator).map(OpenHeaps::snapshots).orElse(List.of());
    }

    @Override
    public CcAllocSnapshot resetStatistics() {
        return allocator.statsReset();
    }

    @Override
    public long trim() {
        return allocator.trim();
    }
}

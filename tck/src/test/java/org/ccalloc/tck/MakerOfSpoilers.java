package org.ccalloc.tck;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/** Each close of a heap of one kind, also the second, changes a byte of some other heap of this kind that is open. */
final class MakerOfSpoilers extends RegionAllocator {

    private final Set<RegionHeap> open = ConcurrentHashMap.newKeySet();
    private final Capability kind;

    MakerOfSpoilers(Capability kind) {
        this.kind = kind;
    }

    @Override
    protected CcHeap createHeap(HeapOptions options) {
        RegionHeap made = new RegionHeap(this, options);
        if (options.requiredCapability() != kind) {
            return made;
        }
        open.add(made);
        return new BrokenHeaps.Around(made) {
            @Override
            public void close() {
                open.remove(made);
                super.close();
                open.stream()
                        .flatMap(other -> other.live.keySet().stream())
                        .findFirst()
                        .ifPresent(address -> RawMemory.putByte(address, (byte) (RawMemory.getByte(address) + 1)));
            }
        };
    }
}

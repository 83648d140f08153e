package org.ccalloc.spi;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The heaps of one allocator that are open, for those who watch. Does not keep a heap from being found forgotten.
 *
 * @implNote Not a hash set: the first hash code of an object takes longer than all else here, and some heaps do not live long.
 */
final class OpenHeaps {

    /** Made with the first heap: heaps are allocators as well, and make none. In no order. */
    private @Nullable List<Listing> listings; // guarded by this

    private boolean told; // guarded by this

    /**
     * The heaps of an allocator.
     *
     * @param allocator any
     * @return its heaps; empty if it does not list them
     */
    static Optional<OpenHeaps> of(CcAllocator allocator) {
        return allocator instanceof AbstractCcAllocator listing ? Optional.of(listing.openHeaps()) : Optional.empty();
    }

    /**
     * Adds a heap, which from now on tells of its blocks if the others do.
     *
     * @param heap not handed out yet
     * @return what to remove
     */
    synchronized Listing add(AbstractCcHeap heap) {
        if (listings == null) {
            listings = new ArrayList<>();
        }
        Listing listing = new Listing(heap, listings.size());
        listings.add(listing);
        if (told) {
            heap.tellBlocks(true);
        }
        return listing;
    }

    /**
     * Removes a heap.
     *
     * @param listing what {@link #add} answered, for the first time
     */
    synchronized void remove(Listing listing) {
        if (listings != null) {
            // Into the gap goes the last one.
            Listing last = listings.removeLast();
            if (last != listing) {
                listings.set(listing.index, last);
                last.index = listing.index;
            }
        }
    }

    /**
     * Has the heaps, and those that are yet to come, tell of single blocks, or no longer.
     *
     * @param tell whether to
     */
    synchronized void tellBlocks(boolean tell) {
        told = tell;
        for (AbstractCcHeap heap : list()) {
            heap.tellBlocks(tell);
        }
    }

    /**
     * The heaps as they are.
     *
     * @return a snapshot of each heap that is open
     */
    List<CcHeapSnapshot> snapshots() {
        List<CcHeapSnapshot> snapshots = new ArrayList<>();
        // Not under the lock: a footprint may take a lock of the heap's, and closing waits for this one.
        for (AbstractCcHeap heap : list()) {
            heap.snapshotIfOpen().ifPresent(snapshots::add);
        }
        return snapshots;
    }

    int count() {
        return list().size();
    }

    private synchronized List<AbstractCcHeap> list() {
        List<AbstractCcHeap> open = new ArrayList<>();
        if (listings != null) {
            for (Listing listing : listings) {
                AbstractCcHeap heap = listing.get();
                if (heap != null) {
                    open.add(heap);
                }
            }
        }
        return open;
    }

    /** The place of a heap in the list. That of one that was forgotten stays, as its memory does. */
    static final class Listing extends WeakReference<AbstractCcHeap> {
        private int index; // guarded by the OpenHeaps

        private Listing(AbstractCcHeap heap, int index) {
            super(heap);
            this.index = index;
        }
    }
}

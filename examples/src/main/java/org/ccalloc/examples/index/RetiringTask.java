package org.ccalloc.examples.index;

import java.util.concurrent.atomic.LongAdder;
import org.ccalloc.spi.CcAllocator;

/** What a retirer does: unlinks, stamps, and hands on to the reclaimers. Allocates nothing and frees nothing. */
final class RetiringTask implements Crew.Task {

    private final Channel<Retirable> toRetire;
    private final Channel<Retirable.Retired> toReclaim;
    private final Epochs epochs;
    private final LongAdder retiredBlocks;

    RetiringTask(
            Channel<Retirable> toRetire, Channel<Retirable.Retired> toReclaim, Epochs epochs, LongAdder retiredBlocks) {
        this.toRetire = toRetire;
        this.toReclaim = toReclaim;
        this.epochs = epochs;
        this.retiredBlocks = retiredBlocks;
    }

    @Override
    public void run(CcAllocator allocator) {
        for (Retirable next = toRetire.take(); next != null; next = toRetire.take()) {
            retiredBlocks.add(next.unlink());
            toReclaim.put(new Retirable.Retired(next, epochs.stamp()));
            toRetire.done();
        }
    }
}

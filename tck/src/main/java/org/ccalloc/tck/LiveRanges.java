package org.ccalloc.tck;

import java.util.concurrent.ConcurrentSkipListMap;
import org.ccalloc.spi.CacheLine;

/**
 * Where live blocks are, of all threads: a range for each, over its usable size or, for a node, over whole cache lines.
 * A block is to be removed before it is given back and added after it was got; then no two may overlap, ever.
 */
final class LiveRanges {

    private final ConcurrentSkipListMap<Long, ModelBlock> byAddress = new ConcurrentSkipListMap<>();

    /**
     * Adds a block. Of two threads that add overlapping blocks at once, one at least fails: each first adds and then
     * looks.
     *
     * @param block one that has just been got
     * @throws RuleBroken if it overlaps another one
     */
    void add(ModelBlock block) {
        ModelBlock same = byAddress.putIfAbsent(block.address(), block);
        if (same != null) {
            throw overlap(block, same);
        }
        var below = byAddress.lowerEntry(block.address());
        if (below != null && end(below.getValue()) > block.address()) {
            throw overlap(block, below.getValue());
        }
        var above = byAddress.higherEntry(block.address());
        if (above != null && end(block) > above.getKey()) {
            throw overlap(block, above.getValue());
        }
    }

    void remove(ModelBlock block) {
        byAddress.remove(block.address(), block);
    }

    Iterable<ModelBlock> blocks() {
        return byAddress.values();
    }

    private static long end(ModelBlock block) {
        long end = block.address() + block.usableByteSize();
        long line = CacheLine.byteSize();
        return block.isNode() ? Math.max(end, (block.address() + block.byteSize() + line - 1) & -line) : end;
    }

    private static RuleBroken overlap(ModelBlock one, ModelBlock other) {
        boolean apart = one.address() + one.usableByteSize() <= other.address()
                || other.address() + other.usableByteSize() <= one.address();
        return apart
                ? new RuleBroken("A08", "cache lines: " + one + " shares one with " + other)
                : new RuleBroken("D01", "disjointness: " + one + " overlaps the live block " + other);
    }
}

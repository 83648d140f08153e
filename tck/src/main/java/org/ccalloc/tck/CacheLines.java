package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The cache lines that a block touches.
 *
 * @param block the block
 * @param isNode whether it must have them for itself
 * @param start address of the first line
 * @param end address after the last line
 */
record CacheLines(Block block, boolean isNode, long start, long end) {

    /**
     * Counts lines. A node has the lines of what was asked for; another block may write as far as its usable size
     * goes.
     *
     * @param allocator whose block it is
     * @param block the block
     * @param isNode whether it came from {@link CcAllocator#allocNode}
     * @return its lines
     */
    static CacheLines of(CcAllocator allocator, Block block, boolean isNode) {
        long byteSize = isNode ? block.byteSize() : allocator.usableSize(block.address());
        long line = CacheLine.byteSize();
        return new CacheLines(block, isNode, block.address() & -line, (block.address() + byteSize + line - 1) & -line);
    }

    /**
     * Fails if a node shares a line.
     *
     * @param all the live blocks
     */
    static void expectNoNodeShares(List<CacheLines> all) {
        var sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(CacheLines::start));
        CacheLines furthest = null;
        CacheLines furthestNode = null;
        for (CacheLines lines : sorted) {
            CacheLines before = lines.isNode ? furthest : furthestNode;
            if (before != null && before.end > lines.start) {
                throw new AssertionError("cache lines: " + lines + " shares one with " + before);
            }
            furthest = further(furthest, lines);
            furthestNode = lines.isNode ? further(furthestNode, lines) : furthestNode;
        }
    }

    private static CacheLines further(@Nullable CacheLines one, CacheLines other) {
        return one == null || one.end < other.end ? other : one;
    }

    @Override
    public String toString() {
        return (isNode ? "node " : "block ") + block;
    }
}

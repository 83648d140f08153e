package org.ccalloc.javaunsafe;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * An allocator over one range of memory, which it neither asks for nor gives back: boundary tags (Knuth, The Art of Computer
 * Programming, volume 1, section 2.5) and bins ({@link RegionBins}). Blocks lie one behind the other without gaps:
 *
 * <pre>
 *   | header, content | header, links, free | header, content | header, links, free      | end |
 *     live              free                  live              free                       a header alone
 * </pre>
 *
 * <p>A block that is freed becomes one with free neighbours at once, so two free blocks never lie side by side, and when all
 * are freed the range is one block again. What each operation reads of headers and links is checked before anything is changed.
 *
 * <p>Thread-safe, by one lock, which virtual threads can wait for without holding their carrier.
 */
final class RegionMemory {

    /** A header in use, and the end. */
    static final long LEAST_BYTE_SIZE = RegionBlock.LEAST_BYTE_SIZE + RegionBlock.HEADER_BYTE_SIZE;

    private final ReentrantLock lock = new ReentrantLock();
    private final RegionBounds bounds;
    private final RegionBins bins;

    private RegionMemory(RegionBounds bounds) {
        this.bounds = bounds;
        this.bins = new RegionBins(bounds);
        long size = bounds.byteSize();
        bounds.writeFree(bounds.start(), size, 0);
        bounds.writeLive(bounds.end(), 0, size);
        bins.add(bounds.start());
    }

    /**
     * Takes a range over. What lies in it is lost.
     *
     * @param address where it starts
     * @param byteSize its length, {@link #LEAST_BYTE_SIZE} and what it takes to align both ends to 16, to {@link
     *     RegionBlock#MAX_BYTE_SIZE}
     * @return an allocator without live blocks
     */
    static RegionMemory over(long address, long byteSize) {
        long start = (address + RegionBlock.UNIT_BYTE_SIZE - 1) & -RegionBlock.UNIT_BYTE_SIZE;
        long end = ((address + byteSize) & -RegionBlock.UNIT_BYTE_SIZE) - RegionBlock.HEADER_BYTE_SIZE;
        long secret = ThreadLocalRandom.current().nextLong();
        return new RegionMemory(new RegionBounds(start, end, secret));
    }

    RegionBounds bounds() {
        return bounds;
    }

    RegionBins bins() {
        return bins;
    }

    /** What is used of the range, all headers included. */
    long byteSize() {
        return bounds.byteSize() + RegionBlock.HEADER_BYTE_SIZE;
    }

    /** The largest alignment that a block of some bytes can have in this range. */
    long maxByteAlignment() {
        long first = RegionBlock.content(bounds.start());
        // The end's own content would be behind the range.
        long last = bounds.end() - (RegionBlock.LEAST_BYTE_SIZE - RegionBlock.HEADER_BYTE_SIZE);
        long alignment = Long.highestOneBit(last);
        while (RegionBins.gap(bounds.start(), alignment) > last - first) {
            alignment >>>= 1;
        }
        return alignment;
    }

    // ------------------------------------------------------------------------------------------------ allocating

    /**
     * Allocates a block.
     *
     * @param byteSize bytes, 1 or more
     * @param byteAlignment of which its address is to be a multiple besides 16; a power of two
     * @return the block; 0 if there is no room
     * @throws IllegalStateException if a free block was overwritten; nothing has changed then
     */
    long allocate(long byteSize, long byteAlignment) {
        if (byteSize > bounds.byteSize()) {
            return 0;
        }
        long wanted = RegionBlock.byteSizeFor(byteSize);
        lock.lock();
        try {
            long block = bins.find(wanted, byteAlignment);
            return block == 0 ? 0 : RegionBlock.content(take(block, wanted, RegionBins.gap(block, byteAlignment)));
        } finally {
            lock.unlock();
        }
    }

    /** Takes a part of a free block, from behind the gap. */
    private long take(long free, long wanted, long gap) {
        bins.remove(free);
        long room = RegionBlock.byteSize(free) - gap;
        if (gap > 0) {
            bounds.writeFree(free, gap, 0);
            bins.add(free);
        }
        place(free + gap, room, wanted, gap);
        return free + gap;
    }

    /** Makes a live block at the start of some room, and a free one of what is left over if that is enough for one. */
    private void place(long block, long room, long wanted, long freeBefore) {
        long behind = block + room;
        long rest = room - wanted;
        if (rest < RegionBlock.LEAST_BYTE_SIZE) {
            bounds.writeLive(block, room, freeBefore);
            bounds.setFreeBefore(behind, 0);
            return;
        }
        bounds.writeLive(block, wanted, freeBefore);
        bounds.writeFree(block + wanted, rest, 0);
        bounds.setFreeBefore(behind, rest);
        bins.add(block + wanted);
    }

    // -------------------------------------------------------------------------------------------------- freeing

    /**
     * Gives a block back.
     *
     * @param address the block
     * @param byteSize no more than what it has; 0 if not known
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block, that it is shorter, or
     *     that something was written behind it; nothing has changed then
     * @throws IllegalStateException if a free neighbour was overwritten; nothing has changed then
     */
    void free(long address, long byteSize) {
        lock.lock();
        try {
            long block = followedBlock(address);
            if (byteSize > contentByteSize(block)) {
                throw Misuse.wrongSize(address, byteSize, contentByteSize(block));
            }
            free(block);
        } finally {
            lock.unlock();
        }
    }

    private void free(long block) {
        long size = RegionBlock.byteSize(block);
        long before = RegionBlock.freeBefore(block);
        long behind = freeNeighbour(block + size);
        if (before > 0) {
            checkBefore(block, before);
        }
        // Not needed in the middle of a free block, but that is how a second free of it is recognized.
        bounds.writeFree(block, size, before);
        long merged = block;
        if (behind > 0) {
            bins.remove(block + size);
        }
        if (before > 0) {
            merged -= before;
            bins.remove(merged);
        }
        long mergedByteSize = before + size + behind;
        bounds.writeFree(merged, mergedByteSize, 0);
        bounds.setFreeBefore(merged + mergedByteSize, mergedByteSize);
        bins.add(merged);
    }

    /** How long the block behind another one is, if it is free; else 0. */
    private long freeNeighbour(long behind) {
        if (RegionBlock.isLive(behind)) {
            return 0;
        }
        bins.check(behind);
        return RegionBlock.byteSize(behind);
    }

    private void checkBefore(long block, long before) {
        bins.check(block - before);
        if (RegionBlock.byteSize(block - before) != before) {
            throw Misuse.damaged(block - before);
        }
    }

    // -------------------------------------------------------------------------------------------------- resizing

    /**
     * Resizes a block where it stands. If it becomes smaller, others can have the rest.
     *
     * @param address the block
     * @param byteSize bytes wanted, 1 or more
     * @return whether the block has the new size
     * @throws IllegalArgumentException as by {@link #free(long, long)}
     * @throws IllegalStateException as by {@link #free(long, long)}
     */
    boolean resize(long address, long byteSize) {
        lock.lock();
        try {
            long block = followedBlock(address);
            long size = RegionBlock.byteSize(block);
            long behind = freeNeighbour(block + size);
            if (byteSize > bounds.byteSize() || RegionBlock.byteSizeFor(byteSize) > size + behind) {
                return false;
            }
            if (behind > 0) {
                bins.remove(block + size);
            }
            place(block, size + behind, RegionBlock.byteSizeFor(byteSize), RegionBlock.freeBefore(block));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many bytes a block has.
     *
     * @param address the block
     * @return bytes
     * @throws IllegalArgumentException if it can be seen that this is not the address of a live block
     */
    long usableSize(long address) {
        lock.lock();
        try {
            return contentByteSize(liveBlock(address));
        } finally {
            lock.unlock();
        }
    }

    // --------------------------------------------------------------------------------------------------- finding

    /** Whether this is the address of a live block; reads nothing outside the region. */
    boolean owns(long address) {
        lock.lock();
        try {
            return isLive(RegionBlock.ofContent(address));
        } finally {
            lock.unlock();
        }
    }

    private boolean isLive(long block) {
        return bounds.isHeader(block) && RegionBlock.isLive(block) && block != bounds.end();
    }

    private long liveBlock(long address) {
        long block = RegionBlock.ofContent(address);
        if (bounds.isFree(block)) {
            throw Misuse.freeAlready(address);
        }
        if (!isLive(block)) {
            throw Misuse.notABlock(address);
        }
        return block;
    }

    private long followedBlock(long address) {
        long block = liveBlock(address);
        if (!bounds.isFollowed(block)) {
            throw Misuse.overrun(address, contentByteSize(block));
        }
        return block;
    }

    private static long contentByteSize(long block) {
        return RegionBlock.byteSize(block) - RegionBlock.HEADER_BYTE_SIZE;
    }

    // --------------------------------------------------------------------------------------------------- walking

    /** Is told of each block, live or free. */
    @FunctionalInterface
    private interface Visitor {
        void visit(long block, long byteSize, boolean live);
    }

    /** In the order of addresses, under the lock. */
    private void forEach(Visitor visitor) {
        lock.lock();
        try {
            long size;
            for (long block = bounds.start(); block != bounds.end(); block += size) {
                size = RegionBlock.byteSize(block);
                if (!bounds.isHeader(block) || size < RegionBlock.LEAST_BYTE_SIZE || !bounds.isFollowed(block)) {
                    throw Misuse.damaged(block);
                }
                visitor.visit(block, size, RegionBlock.isLive(block));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Visits every live block once, in the order of addresses.
     *
     * @param visitor is told of each
     * @throws IllegalStateException if a header was overwritten
     */
    void walk(CcHeap.BlockVisitor visitor) {
        forEach((block, byteSize, live) -> {
            if (live) {
                visitor.visit(RegionBlock.content(block), byteSize - RegionBlock.HEADER_BYTE_SIZE);
            }
        });
    }

    /**
     * Gives up the content of OS pages that lie wholly in free blocks, also if it was given up before.
     *
     * @param systemPages takes the pages
     * @return bytes
     */
    long trim(SystemPages systemPages) {
        long[] sum = {0};
        forEach((block, byteSize, live) -> {
            if (!live) {
                sum[0] += systemPages.discard(
                        block + RegionBlock.LEAST_BYTE_SIZE, byteSize - RegionBlock.LEAST_BYTE_SIZE);
            }
        });
        return sum[0];
    }

    // -------------------------------------------------------------------------------------------------- checking

    /** Sums for people. */
    private static final class Census {
        private long liveBlocks;
        private long liveByteSize;
        private long freeBlocks;
        private long freeByteSize;
        private long largestFreeByteSize;

        void count(long byteSize, boolean live) {
            if (live) {
                liveBlocks++;
                liveByteSize += byteSize;
            } else {
                freeBlocks++;
                freeByteSize += byteSize;
                largestFreeByteSize = Math.max(largestFreeByteSize, byteSize);
            }
        }
    }

    /**
     * Tells how full the region is, for people.
     *
     * @return a line
     * @throws IllegalStateException if a header was overwritten
     */
    String describe() {
        var census = new Census();
        forEach((_, byteSize, live) -> census.count(byteSize, live));
        return String.format(
                Locale.ROOT,
                "region: %d bytes at 0x%x; live blocks: %d, %d bytes; free blocks: %d, %d bytes, largest %d",
                byteSize(),
                bounds.start(),
                census.liveBlocks,
                census.liveByteSize,
                census.freeBlocks,
                census.freeByteSize,
                census.largestFreeByteSize);
    }

    /**
     * Fails if headers, boundary tags and bins do not agree.
     *
     * @return how many live blocks there are
     * @throws IllegalStateException if they do not
     */
    long checkInvariants() {
        var census = new Census();
        boolean[] afterFree = {false};
        lock.lock();
        try {
            forEach((block, byteSize, live) -> {
                if (!live && afterFree[0]) {
                    throw new IllegalStateException("free block: address=0x" + Long.toHexString(block)
                            + " (expected no two free blocks side by side)");
                }
                afterFree[0] = !live;
                census.count(byteSize, live);
            });
            if (RegionBlock.freeBefore(bounds.start()) != 0) {
                throw new IllegalStateException("first block: freeBefore=" + RegionBlock.freeBefore(bounds.start())
                        + " (expected 0, nothing being before it)");
            }
            long inBins = bins.checkInvariants();
            if (inBins != census.freeBlocks) {
                throw new IllegalStateException(
                        "free blocks: in bins=" + inBins + " (expected all, " + census.freeBlocks + ")");
            }
        } finally {
            lock.unlock();
        }
        return census.liveBlocks;
    }
}

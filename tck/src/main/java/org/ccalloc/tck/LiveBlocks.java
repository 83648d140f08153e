package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;

/**
 * The live blocks of a test, by address, so that an overlap is found when it comes about and before it does harm. Every
 * block holds its pattern over the whole of its usable size. For one thread at a time.
 */
final class LiveBlocks {

    /**
     * A block and what it may use.
     *
     * @param index where it is in {@link #list}
     */
    private record Entry(Block block, long usableByteSize, int index) {
        long end() {
            return block.address() + usableByteSize;
        }

        @Override
        public String toString() {
            return block + ", usableSize=" + usableByteSize;
        }
    }

    private final CcAllocator allocator;
    private final TreeMap<Long, Entry> byAddress = new TreeMap<>();
    private final List<Block> list = new ArrayList<>();

    LiveBlocks(CcAllocator allocator) {
        this.allocator = allocator;
    }

    int count() {
        return list.size();
    }

    /**
     * Asks for a block and adds it.
     *
     * @param way how to ask
     * @param byteSize for how much
     * @return the block
     */
    Block allocate(Allocation way, long byteSize) {
        String call = way.call(byteSize);
        return add(call, new Block(Expect.block(call, way.ask(allocator, byteSize)), byteSize));
    }

    /**
     * Asks for an aligned block and adds it.
     *
     * @param byteSize for how much
     * @param alignment at a multiple of what
     * @return the block
     */
    Block allocateAligned(long byteSize, long alignment) {
        String call = "allocAligned(" + byteSize + ", " + alignment + ")";
        long address = Expect.block(call, allocator.allocAligned(byteSize, alignment));
        Expect.aligned(call, address, alignment);
        return add(call, new Block(address, byteSize));
    }

    /**
     * Adds a block that the test got by itself, and writes its pattern.
     *
     * @param call what answered the block
     * @param block the block
     * @return the block
     */
    Block add(String call, Block block) {
        long usableByteSize = Math.max(block.byteSize(), allocator.usableSize(block.address()));
        Entry entry = new Entry(block, usableByteSize, list.size());
        var below = byAddress.floorEntry(block.address());
        if (below != null && below.getValue().end() > block.address()) {
            throw overlap(call, entry, below.getValue());
        }
        var above = byAddress.ceilingEntry(block.address());
        if (above != null && entry.end() > above.getKey()) {
            throw overlap(call, entry, above.getValue());
        }
        byAddress.put(block.address(), entry);
        list.add(block);
        ContentPattern.write(block.address(), usableByteSize, block.address());
        return block;
    }

    /**
     * Looks at a block and forgets it; what becomes of it is up to the test.
     *
     * @param block one that was added
     */
    void forget(Block block) {
        Entry entry = byAddress.remove(block.address());
        if (entry == null || !entry.block.equals(block)) {
            throw new IllegalArgumentException("block: " + block + " (expected a live one; found " + entry + ")");
        }
        check(entry);
        Block last = list.removeLast();
        if (entry.index < list.size()) {
            list.set(entry.index, last);
            byAddress.computeIfPresent(
                    last.address(), (_, moved) -> new Entry(last, moved.usableByteSize, entry.index));
        }
    }

    /**
     * Looks at a block and gives it back.
     *
     * @param block one that was added
     */
    void free(Block block) {
        forget(block);
        allocator.free(block.address(), block.byteSize());
    }

    /**
     * Picks a block.
     *
     * @param random how
     * @return one of the live ones
     */
    Block any(RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }

    /** Fails if the content of a block has changed. */
    void check() {
        byAddress.values().forEach(LiveBlocks::check);
    }

    /** Looks at all blocks and gives them back. */
    void freeAll() {
        check();
        for (Block block : list) {
            allocator.free(block.address(), block.byteSize());
        }
        byAddress.clear();
        list.clear();
    }

    private static void check(Entry entry) {
        ContentPattern.check(
                entry.block,
                entry.usableByteSize,
                entry.block.address(),
                "other blocks were written, usableSize=" + entry.usableByteSize);
    }

    private AssertionError overlap(String call, Entry entry, Entry other) {
        return new AssertionError(
                call + ": " + entry + " overlaps the live block " + other + ", liveBlocks=" + list.size());
    }
}

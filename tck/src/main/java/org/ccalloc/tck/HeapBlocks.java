package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;

/** Blocks of heaps, and what is expected of those. */
final class HeapBlocks {

    private HeapBlocks() {}

    /**
     * Takes blocks of mixed sizes, mostly small, and writes them.
     *
     * @param heap whose
     * @param count how many
     * @param seed of their sizes
     * @return the blocks
     */
    static List<Block> take(CcAllocator heap, int count, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < count; i++) {
            long byteSize = i % 20 == 0 ? 2000 + random.nextInt(10_000) : 1 + random.nextInt(500);
            blocks.add(Block.written(Allocation.at(i), heap, byteSize));
        }
        return blocks;
    }

    /**
     * Takes a block without writing it.
     *
     * @param way how to ask
     * @param allocator whom
     * @param byteSize for how much
     * @return the block
     */
    static Block allocated(Allocation way, CcAllocator allocator, long byteSize) {
        return new Block(Expect.block(way.call(byteSize), way.ask(allocator, byteSize)), byteSize);
    }

    /**
     * Takes blocks, gives some of them back, takes more, and leaves them to the end of the heap. No other thread writes
     * the same into its blocks.
     *
     * @param heap whose
     * @param serial of this thread and this time
     */
    static void workAndLeaveSome(CcAllocator heap, long serial) {
        var held = new ArrayList<Parcel>();
        for (int i = 0; i < 200; i++) {
            held.add(Parcel.allocate(heap, 16 + i * 7 % 300, serial << 10 | i));
            if (i % 3 == 2) {
                held.removeFirst().free(heap);
            }
        }
        held.forEach(parcel -> parcel.check("other threads worked with the same heap"));
        held.getFirst().free(heap);
    }

    static void giveBack(CcAllocator allocator, Block block) {
        block.check("other blocks came and went");
        allocator.free(block.address(), block.byteSize());
    }

    static void giveBackEverySecond(CcAllocator allocator, List<Block> blocks) {
        for (int i = 0; i < blocks.size(); i += 2) {
            giveBack(allocator, blocks.get(i));
        }
    }

    static void expectCounts(String occasion, CcAllocator allocator, CcAllocSnapshot expected) {
        CcAllocSnapshot counts = allocator.statsSnapshot();
        if (!counts.equals(expected)) {
            throw new AssertionError("statistics of " + allocator.name() + " after " + occasion + ": " + counts
                    + " (expected " + expected + ", as before)");
        }
    }

    static void expectOwned(CcHeap heap, Block block, boolean expected) {
        boolean owned = heap.owns(block.address());
        if (owned != expected) {
            throw new AssertionError(
                    "owns: heap=" + heap.name() + ", " + block + ", owned=" + owned + " (expected " + expected + ")");
        }
    }

    /**
     * Fails unless a call is refused since the heap is closed.
     *
     * @param description the call, for the message
     * @param call on a heap with the name {@code closed-heap}
     */
    static void expectClosed(String description, Expect.Call call) {
        String expected = " (expected an IllegalStateException that names closed-heap)";
        try {
            call.run();
        } catch (IllegalStateException e) {
            if (!String.valueOf(e.getMessage()).contains("closed-heap")) {
                throw new AssertionError(description + " on a closed heap: " + e + expected, e);
            }
            return;
        } catch (RuntimeException e) {
            throw new AssertionError(description + " on a closed heap: " + e + expected, e);
        }
        throw new AssertionError(description + " on a closed heap: no exception" + expected);
    }
}

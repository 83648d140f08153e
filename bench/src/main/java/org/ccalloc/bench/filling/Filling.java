package org.ccalloc.bench.filling;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ccalloc.spi.CcAllocator;

/**
 * Blocks of page runs' sizes that come and go until more than half of the memory is live, and then only come: what is live
 * when the first request is refused tells how much was lost between blocks.
 */
final class Filling {

    private static final long LEAST_BYTE_SIZE = 128 << 10;
    private static final int SIZES = 1 << 20;
    private static final int PERCENT_WHILE_CHURNING = 60;
    private static final int FREES = 20_000;

    private final CcAllocator allocator;
    private final long byteSize;
    private final SplittableRandom random;
    private final List<Block> live = new ArrayList<>();
    private long liveByteSize;

    private record Block(long address, long byteSize) {}

    /**
     * Sets it up.
     *
     * @param allocator one that has so much memory and no more
     * @param byteSize how much
     * @param seed of the random sizes
     */
    Filling(CcAllocator allocator, long byteSize, long seed) {
        this.allocator = allocator;
        this.byteSize = byteSize;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Fills the memory, and gives all back.
     *
     * @return the percentage that was live when a request was refused, or 100 if none was
     */
    double percent() {
        boolean served = allocateUpTo(byteSize / 100 * PERCENT_WHILE_CHURNING);
        for (int i = 0; served && i < FREES; i++) {
            free();
            served = allocateUpTo(byteSize / 100 * PERCENT_WHILE_CHURNING);
        }
        served = served && allocateUpTo(byteSize);
        double percent = 100.0 * liveByteSize / byteSize;
        while (!live.isEmpty()) {
            free();
        }
        return served ? 100 : percent;
    }

    private boolean allocateUpTo(long wantedByteSize) {
        boolean served = true;
        while (served && liveByteSize < wantedByteSize) {
            served = allocate();
        }
        return served;
    }

    private boolean allocate() {
        // Small ones are more common than large ones, as in programs.
        long wanted = LEAST_BYTE_SIZE + random.nextInt(1 + random.nextInt(SIZES));
        long address = allocator.alloc(wanted);
        if (address == 0) {
            return false;
        }
        live.add(new Block(address, wanted));
        liveByteSize += wanted;
        return true;
    }

    private void free() {
        int index = random.nextInt(live.size());
        Block block = live.get(index);
        live.set(index, live.getLast());
        live.removeLast();
        allocator.free(block.address(), block.byteSize());
        liveByteSize -= block.byteSize();
    }
}

package org.ccalloc.bench.replay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.ccalloc.spi.CcAllocator;

/**
 * A plan on an allocator: what of it is live, and the loop. One pass after the other; each begins with nothing live.
 *
 * <p>With several threads, a block is at any time of one of them: whose turn it is.
 */
final class ReplayPass {

    private static final VarHandle TURNS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int SPINS = 200;

    private final ReplayPlan plan;
    private final CcAllocator allocator;
    private final long[] addresses;
    private final long[] byteSizes;

    /** Of each block: how often it has changed threads in this pass. */
    private final int[] turns;

    /** Set by whoever fails, so that others do not wait for ever. */
    private volatile boolean failed;

    ReplayPass(ReplayPlan plan, CcAllocator allocator) {
        this.plan = plan;
        this.allocator = allocator;
        this.addresses = new long[plan.blockCount()];
        this.byteSizes = new long[plan.blockCount()];
        this.turns = new int[plan.blockCount()];
    }

    /**
     * Does some events; those of one thread in their order.
     *
     * @param from the first
     * @param to behind the last
     */
    void run(int from, int to) {
        long[] requests = plan.requests();
        int[] blocks = plan.blocks();
        for (int event = from; event < to; event++) {
            long request = requests[event];
            int block = blocks[event];
            if ((request & ReplayPlan.WAITS) != 0) {
                await(block, plan.turns()[event]);
            }
            perform(request, block);
            if ((request & ReplayPlan.SIGNALS) != 0) {
                TURNS.setRelease(turns, block, plan.turns()[event] + 1);
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever has the turn may need this processor
    private void await(int block, int turn) {
        for (int spins = 1; (int) TURNS.getAcquire(turns, block) < turn; spins++) {
            if (failed) {
                throw new IllegalStateException("replay: another thread has failed");
            }
            if (spins % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** A thread cannot go on. */
    void fail() {
        failed = true;
    }

    private void perform(long request, int block) {
        long byteSize = request >>> ReplayPlan.SIZE_SHIFT;
        switch ((int) request & ReplayPlan.OPERATION_MASK) {
            case ReplayPlan.ALLOC -> begin(block, allocator.alloc(byteSize), byteSize);
            case ReplayPlan.CALLOC -> begin(block, zeroed(allocator.calloc(1, byteSize), byteSize), byteSize);
            case ReplayPlan.ALLOC_ALIGNED ->
                begin(block, allocator.allocAligned(byteSize, alignment(request)), byteSize);
            case ReplayPlan.CALLOC_ALIGNED ->
                begin(block, zeroed(allocator.callocAligned(1, byteSize, alignment(request)), byteSize), byteSize);
            case ReplayPlan.ALLOC_NODE -> begin(block, allocator.allocNode(byteSize), byteSize);
            case ReplayPlan.FREE -> {
                check(block);
                allocator.free(addresses[block], byteSizes[block]);
                addresses[block] = 0;
            }
            case ReplayPlan.FREE_UNSIZED -> {
                check(block);
                allocator.freeUnsized(addresses[block]);
                addresses[block] = 0;
            }
            default -> resize(request, block, byteSize);
        }
    }

    private static long alignment(long request) {
        return 1L << ((request >>> ReplayPlan.ALIGNMENT_SHIFT) & 0xff);
    }

    private void begin(int block, long address, long byteSize) {
        addresses[block] = live(address, byteSize);
        byteSizes[block] = byteSize;
        Marks.write(address, byteSize, Marks.word(block));
    }

    private void resize(long request, int block, long newByteSize) {
        check(block);
        long oldByteSize = byteSizes[block];
        long address = live(moved(request, addresses[block], oldByteSize, newByteSize), newByteSize);
        if (!Marks.areKept(address, oldByteSize, newByteSize, Marks.word(block))) {
            throw lost(block, oldByteSize + " bytes resized to " + newByteSize);
        }
        addresses[block] = address;
        byteSizes[block] = newByteSize;
        Marks.write(address, newByteSize, Marks.word(block));
    }

    private long moved(long request, long address, long oldByteSize, long newByteSize) {
        return switch ((int) request & ReplayPlan.OPERATION_MASK) {
            case ReplayPlan.REALLOC -> allocator.realloc(address, oldByteSize, newByteSize);
            case ReplayPlan.REALLOC_ALIGNED ->
                allocator.reallocAligned(address, oldByteSize, newByteSize, alignment(request));
            case ReplayPlan.RESIZE_IN_PLACE ->
                allocator.resizeInPlace(address, oldByteSize, newByteSize)
                        ? address
                        : allocator.realloc(address, oldByteSize, newByteSize);
            default -> throw new IllegalStateException("replay: request=0x" + Long.toHexString(request));
        };
    }

    private static long live(long address, long byteSize) {
        if (address == 0) {
            throw new OutOfMemoryError("replay: byteSize=" + byteSize + " cannot be had");
        }
        return address;
    }

    private static long zeroed(long address, long byteSize) {
        if (!Marks.areThere(live(address, byteSize), byteSize, 0)) {
            throw new IllegalStateException("replay: " + byteSize + " bytes of calloc are not zero");
        }
        return address;
    }

    private void check(int block) {
        if (!Marks.areThere(addresses[block], byteSizes[block], Marks.word(block))) {
            throw lost(block, byteSizes[block] + " bytes at 0x" + Long.toHexString(addresses[block]));
        }
    }

    private static IllegalStateException lost(int block, String what) {
        return new IllegalStateException("replay: block=" + block + " has lost its content: " + what);
    }

    /** Gives back what the trace left, and prepares the next pass. */
    void end() {
        for (int block = 0; block < addresses.length; block++) {
            if (addresses[block] != 0) {
                check(block);
                allocator.free(addresses[block], byteSizes[block]);
                addresses[block] = 0;
            }
        }
        Arrays.fill(turns, 0);
    }
}

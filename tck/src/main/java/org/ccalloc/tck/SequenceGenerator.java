package org.ccalloc.tck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.ccalloc.spi.CcAllocator;

/**
 * Makes up one sequence. Each has a character of its own, as in swarm testing (Groce et al., ISSTA 2012): a few sizes and
 * alignments that it prefers, so that memory is recycled, and how much of it is live at a time. What it makes up depends
 * on the random numbers alone, never on what an allocator answers.
 */
final class SequenceGenerator {

    /** Slots that are full, if the allocator does what it is asked for. */
    private record Live(int slot, long byteSize, int thread) {}

    private static final int RECENTLY_FREED = 6;
    private static final int CHURN_ROUNDS = 1000;
    private static final long[][] OVERFLOWS = {
        {Long.MAX_VALUE, 3},
        {(1L << 61) + 1, 8},
        {1L << 32, 1L << 32},
        {3, Long.MAX_VALUE / 2},
        {1L << 33, (1L << 30) + 1}
    };

    private final RandomGenerator random;
    private final int threads;
    private final boolean counts;
    private final long largestByteSize;
    private final long largestByteAlignment;
    private final List<OperationSequence.Step> steps = new ArrayList<>();
    private final List<Live> live = new ArrayList<>();
    private final Deque<Long> recentlyFreed = new ArrayDeque<>();
    private final long[] favouriteByteSizes;
    private final long[] favouriteAlignments;
    private final int liveLimit;
    private final int resizeWeight;
    private int slots;

    /**
     * A sequence to be.
     *
     * @param random where its numbers come from
     * @param threads how many work on it
     * @param counts whether to look at the statistics
     * @param largestByteSize sizes that can be had are no larger
     * @param largestByteAlignment nor are alignments
     */
    SequenceGenerator(
            RandomGenerator random, int threads, boolean counts, long largestByteSize, long largestByteAlignment) {
        this.random = random;
        this.threads = threads;
        this.counts = counts;
        this.largestByteSize = largestByteSize;
        this.largestByteAlignment = largestByteAlignment;
        this.favouriteByteSizes = LongStream.generate(this::newByteSize)
                .limit(1 + random.nextInt(5))
                .toArray();
        this.favouriteAlignments = new long[] {newAlignment(), newAlignment()};
        this.liveLimit = (4 << random.nextInt(4)) * Math.max(1, threads / 2);
        this.resizeWeight = 4 + random.nextInt(20);
    }

    /**
     * Makes it up.
     *
     * @param operations how many, but for the frees at the end of all that is live then
     * @return the sequence
     */
    OperationSequence generate(int operations) {
        if (threads > 1 && random.nextBoolean()) {
            churnInAllThreads();
        }
        while (steps.size() < operations) {
            addOne();
        }
        while (!live.isEmpty()) {
            free();
        }
        return new OperationSequence(steps);
    }

    /** At the start, where threads are most likely to run at once. */
    private void churnInAllThreads() {
        for (int thread = 0; thread < threads; thread++) {
            addBy(thread, new Operation.Churn(favouriteByteSizes[0], CHURN_ROUNDS));
        }
    }

    private void addOne() {
        int kind = random.nextInt(100);
        if (kind < 8) {
            oddOne();
        } else if (kind < 12 && !live.isEmpty()) {
            add(new Operation.UsableSize(any().slot));
        } else if (live.isEmpty() || (live.size() < liveLimit && kind < 55)) {
            request();
        } else if (random.nextInt(40) < resizeWeight) {
            resize();
        } else {
            free();
        }
    }

    // -------------------------------------------------------------------------------- what can be done

    private void request() {
        boolean isRecycling = !recentlyFreed.isEmpty() && random.nextInt(3) == 0;
        long byteSize = isRecycling ? recycledByteSize() : byteSize();
        Request.Way[] ways = Request.Way.values();
        Request.Way way = switch (random.nextInt(8)) {
            case 0, 1 -> Request.Way.ALLOC;
            case 2, 3 -> Request.Way.CALLOC;
            default -> ways[random.nextInt(ways.length)];
        };
        Request request = Request.of(way, slots++, byteSize, alignment());
        int thread = random.nextInt(threads);
        addBy(thread, way.isZeroed() ? inElements(request) : request);
        live.add(new Live(request.slot(), byteSize, thread));
    }

    private Request inElements(Request request) {
        long byteSize = request.elementByteSize();
        long element = byteSize % 8 == 0 && random.nextBoolean() ? 8 : random.nextBoolean() ? 1 : byteSize;
        return new Request(request.way(), request.slot(), byteSize / element, element, request.byteAlignment());
    }

    private long recycledByteSize() {
        var freed = new ArrayList<>(recentlyFreed);
        return freed.get(random.nextInt(freed.size()));
    }

    private void resize() {
        int index = anyIndex();
        Live old = live.get(index);
        long byteSize = resizedByteSize(old.byteSize);
        Operation operation = switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Operation.Realloc(old.slot, byteSize);
            case 3, 4 -> new Operation.ReallocAligned(old.slot, byteSize, alignment());
            case 5 -> new Operation.ResizeToUsableSize(old.slot);
            default -> new Operation.ResizeInPlace(old.slot, byteSize);
        };
        int thread = addOn(old, operation);
        boolean isSure = operation.byteSize() > 0 && !(operation instanceof Operation.ResizeInPlace);
        live.set(index, new Live(old.slot, isSure ? byteSize : old.byteSize, thread));
    }

    private long resizedByteSize(long byteSize) {
        long resized = switch (random.nextInt(6)) {
            case 0 -> byteSize + random.nextInt(-8, 9);
            case 1 -> byteSize * 2;
            case 2 -> byteSize / 2;
            case 3 -> random.nextLong(1, byteSize + 1);
            default -> byteSize();
        };
        return Math.clamp(resized, 1, largestByteSize);
    }

    private void free() {
        int index = switch (random.nextInt(4)) {
            case 0, 1 -> live.size() - 1;
            case 2 -> 0;
            default -> random.nextInt(live.size());
        };
        Live freed = live.remove(index);
        addOn(freed, random.nextInt(3) == 0 ? new Operation.FreeUnsized(freed.slot) : new Operation.Free(freed.slot));
        recentlyFreed.addLast(freed.byteSize);
        if (recentlyFreed.size() > RECENTLY_FREED) {
            recentlyFreed.removeFirst();
        }
    }

    // --------------------------------------------------------------------- what cannot, and what does nothing

    private void oddOne() {
        boolean hasBlock = !live.isEmpty();
        switch (random.nextInt(hasBlock ? 20 : 11)) {
            case 0 -> add(new Operation.FreeNothing(random.nextInt(100)));
            case 1 -> add(random.nextBoolean() ? new Operation.FreeNothingUnsized() : new Operation.FreeNothing(-8));
            case 2 -> add(new Operation.UsableSizeOfNothing());
            case 3, 4 -> add(oddRequest(anyOf(Samples.HUGE_BYTE_SIZES)));
            case 5 -> add(oddRequest(0));
            case 6 -> add(oddRequest(anyOf(Samples.NEGATIVE_BYTE_SIZES)));
            case 7 -> add(overflow());
            case 8 -> add(invalidAlignment());
            case 9 -> {
                if (random.nextInt(8) == 0) {
                    add(new Operation.Trim());
                }
            }
            case 10 -> {
                if (counts) {
                    add(new Operation.StatsSnapshot());
                }
            }
            default -> oddOneOnBlock(any());
        }
    }

    private Request oddRequest(long byteSize) {
        Request.Way[] ways = Request.Way.values();
        return Request.of(ways[random.nextInt(ways.length)], slots++, byteSize, alignment());
    }

    private Request overflow() {
        long[] factors = OVERFLOWS[random.nextInt(OVERFLOWS.length)];
        return random.nextBoolean()
                ? new Request(Request.Way.CALLOC, slots++, factors[0], factors[1], 0)
                : new Request(Request.Way.CALLOC_ALIGNED, slots++, factors[0], factors[1], alignment());
    }

    private Request invalidAlignment() {
        long byteSize = random.nextInt(4) == 0 ? 0 : byteSize();
        Request.Way way = switch (random.nextInt(3)) {
            case 0 -> Request.Way.ALLOC_ALIGNED;
            case 1 -> Request.Way.CALLOC_ALIGNED;
            default -> Request.Way.REALLOC_ALIGNED;
        };
        return Request.of(way, slots++, byteSize, anyOf(Samples.INVALID_ALIGNMENTS));
    }

    private void oddOneOnBlock(Live block) {
        int slot = block.slot;
        long huge = anyOf(Samples.HUGE_BYTE_SIZES);
        long negative = anyOf(Samples.NEGATIVE_BYTE_SIZES);
        addOn(
                block,
                switch (random.nextInt(10)) {
                    case 0, 1 -> new Operation.Realloc(slot, huge);
                    case 2 -> new Operation.ReallocAligned(slot, huge, alignment());
                    case 3 -> new Operation.ResizeInPlace(slot, huge);
                    case 4 -> new Operation.Realloc(slot, random.nextBoolean() ? 0 : negative);
                    case 5 -> new Operation.ReallocAligned(slot, byteSize(), anyOf(Samples.INVALID_ALIGNMENTS));
                    case 6 -> new Operation.ReallocAligned(slot, random.nextBoolean() ? 0 : negative, alignment());
                    case 7 -> new Operation.ResizeInPlace(slot, random.nextBoolean() ? 0 : negative);
                    case 8 -> new Operation.ReallocOfWrongSize(slot, random.nextBoolean() ? 0 : negative, 40);
                    default -> new Operation.FreeOfNegativeSize(slot, negative);
                });
    }

    private long anyOf(List<Long> values) {
        return values.get(random.nextInt(values.size()));
    }

    // --------------------------------------------------------------------------------------- who and which

    private void add(Operation operation) {
        addBy(random.nextInt(threads), operation);
    }

    /** Mostly by the thread that had the block last. */
    private int addOn(Live block, Operation operation) {
        int thread = random.nextInt(3) == 0 ? random.nextInt(threads) : block.thread;
        addBy(thread, operation);
        return thread;
    }

    private void addBy(int thread, Operation operation) {
        steps.add(new OperationSequence.Step(thread, operation));
    }

    private Live any() {
        return live.get(anyIndex());
    }

    private int anyIndex() {
        return random.nextInt(live.size());
    }

    // --------------------------------------------------------------------------------------------- sizes

    private long byteSize() {
        boolean isFavourite = random.nextInt(4) != 0;
        return isFavourite ? favouriteByteSizes[random.nextInt(favouriteByteSizes.length)] : newByteSize();
    }

    /** Where allocators change their ways: small, around powers of two, size classes and pages, rarely large. */
    private long newByteSize() {
        int kind = random.nextInt(1000);
        long byteSize;
        if (kind < 300) {
            byteSize = random.nextInt(1, 65);
        } else if (kind < 550) {
            byteSize = (8L << random.nextInt(10)) + random.nextInt(-1, 2);
        } else if (kind < 750) {
            byteSize = ((8L + random.nextInt(8)) << random.nextInt(10)) + random.nextInt(-1, 2);
        } else if (kind < 850) {
            byteSize = 4096L * random.nextInt(1, 9) + 8L * random.nextInt(-2, 3);
        } else if (kind < 980) {
            byteSize = random.nextInt(1, 4097);
        } else if (kind < 997) {
            byteSize = random.nextLong(1, (16 * Samples.KIB) << random.nextInt(5));
        } else {
            byteSize = random.nextLong(1, (Samples.MIB << random.nextInt(3)) + 1);
        }
        return Math.min(byteSize, largestByteSize);
    }

    private long alignment() {
        return random.nextInt(4) == 0 ? newAlignment() : favouriteAlignments[random.nextInt(2)];
    }

    private long newAlignment() {
        int kind = random.nextInt(1000);
        int powers = kind < 600 ? 7 : kind < 985 ? 14 : kind < 999 ? 19 : 24;
        return Math.min(CcAllocator.MIN_BYTE_ALIGNMENT << random.nextInt(powers), largestByteAlignment);
    }
}

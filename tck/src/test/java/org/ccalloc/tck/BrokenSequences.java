package org.ccalloc.tck;

import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.RawMemory;

/** Breaks something that shows only when certain operations come together (M). */
final class BrokenSequences {

    static final String ONE_THREAD = "M01_anySequenceOfOperationsLeavesBlocksAndStatisticsAsTheyShouldBe";
    static final String THREADS = "M02_theSameHoldsIfThreadsHandBlocksToEachOther";

    private BrokenSequences() {}

    static List<Breakage> model() {
        return List.of(
                callocsAfterFailedReallocs(),
                Breakage.of("a calloc of 48 trusts recycled memory", CallocOf48::new)
                        .caughtBy(ONE_THREAD, "(expected 0x00) [Z01]"),
                movingReallocs(),
                Breakage.of("what a shrink gave away is freed with the block", TornBlocks::new)
                        .caughtBy(ONE_THREAD, "overlaps the live block b"),
                Breakage.of("an aligned realloc of a node forgets the alignment", ForgetfulNodes::new)
                        .caughtBy(ONE_THREAD, "[R05]"),
                failedReallocs(),
                Breakage.of("a freed neighbour is taken in", GreedyBlocks::new).caughtBy(ONE_THREAD, "[U02]"),
                Breakage.of("the second block on a free list is there twice", TwiceFree::new)
                        .caughtBy(ONE_THREAD, "overlaps the live block b"),
                Breakage.of("memory freed by another thread is taken for zero", RemoteFrees::new)
                        .caughtBy(THREADS, "(expected 0x00) [Z01]"),
                Breakage.of("the free list's head may have come back (ABA)", TreiberStack::new)
                        .caughtBy(THREADS, "b"));
    }

    private static Breakage callocsAfterFailedReallocs() {
        return Breakage.of("a calloc after a realloc that failed is not zero", () -> new Broken() {
                    private final AtomicBoolean hasFailed = new AtomicBoolean();

                    @Override
                    public long realloc(long address, long oldByteSize, long newByteSize) {
                        long resized = super.realloc(address, oldByteSize, newByteSize);
                        hasFailed.compareAndSet(false, address != 0 && resized == 0);
                        return resized;
                    }

                    @Override
                    public long calloc(long count, long elementByteSize) {
                        long address = super.calloc(count, elementByteSize);
                        if (address != 0 && hasFailed.getAndSet(false)) {
                            spoil(address);
                        }
                        return address;
                    }
                })
                .caughtBy(ONE_THREAD, "(expected 0x00) [Z01]");
    }

    private static Breakage movingReallocs() {
        return Breakage.of("a realloc that moves more than a page loses the last byte", () -> new Broken() {
                    @Override
                    public long realloc(long address, long oldByteSize, long newByteSize) {
                        long resized = super.realloc(address, oldByteSize, newByteSize);
                        long kept = Math.min(oldByteSize, newByteSize);
                        if (resized != 0 && resized != address && kept > 4096) {
                            spoil(resized + kept - 1);
                        }
                        return resized;
                    }
                })
                .caughtBy(ONE_THREAD, "[R04]");
    }

    private static Breakage failedReallocs() {
        return Breakage.of("a realloc that fails is counted", () -> new Broken() {
                    @Override
                    public long realloc(long address, long oldByteSize, long newByteSize) {
                        long resized = super.realloc(address, oldByteSize, newByteSize);
                        if (address != 0 && resized == 0) {
                            hide(new CcAllocSnapshot(-1, 0, 0, 0, 0));
                        }
                        return resized;
                    }
                })
                .withWrongCounts()
                .caughtBy(ONE_THREAD, "[C02]");
    }

    private static final class CallocOf48 extends RecycledBlocks {
        @Override
        protected long allocateZeroedBlock(long byteSize) {
            return classOf(byteSize) == 48 ? allocateBlock(byteSize) : super.allocateZeroedBlock(byteSize);
        }
    }

    /** What an aligned realloc makes of a node, or of what looks like one, is 16 bytes off. */
    private static final class ForgetfulNodes extends LibcAllocator {
        private final Set<Long> nodes = ConcurrentHashMap.newKeySet();
        private final Map<Long, Long> starts = new ConcurrentHashMap<>();

        @Override
        protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
            long address = super.allocateAlignedBlock(byteSize, byteAlignment);
            if (byteAlignment == CacheLine.byteSize() && byteSize % byteAlignment == 0) {
                nodes.add(address);
            }
            return address;
        }

        @Override
        protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
            if (byteAlignment < 32 || newByteSize > Samples.MIB << 3 || !nodes.contains(address)) {
                return super.reallocateAlignedBlock(address, oldByteSize, newByteSize, byteAlignment);
            }
            long start = super.allocateAlignedBlock(newByteSize + 16, byteAlignment);
            starts.put(start + 16, start);
            RawMemory.copy(address, start + 16, Math.min(oldByteSize, newByteSize));
            freeUnsizedBlock(address);
            return start + 16;
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            nodes.remove(address);
            Long start = starts.remove(address);
            super.freeUnsizedBlock(start == null ? address : start);
        }

        @Override
        protected long usableBlockSize(long address) {
            Long start = starts.get(address);
            return start == null ? super.usableBlockSize(address) : super.usableBlockSize(start) - 16;
        }
    }

    /** A shrink makes a free block of the end, and the whole is still freed as what it was. */
    private static final class TornBlocks extends RecycledBlocks {
        private final Map<Long, Long> whole = new ConcurrentHashMap<>();

        @Override
        protected synchronized boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
            long size = usableBlockSize(address);
            long rest = classOf(newByteSize);
            boolean isShrink = isOfClass(address) && newByteSize < size && rest < size;
            if (isShrink) {
                whole.putIfAbsent(address, size);
                setClass(address, rest);
                addFree(address + rest, size - rest);
            }
            return isShrink;
        }

        @Override
        protected synchronized void freeUnsizedBlock(long address) {
            Long size = whole.remove(address);
            if (size != null) {
                setClass(address, size);
            }
            super.freeUnsizedBlock(address);
        }
    }

    /** A block's usable size grows when that which was allocated next is freed. */
    private static final class GreedyBlocks extends LibcAllocator {
        private final LinkedHashSet<Long> inOrder = new LinkedHashSet<>();
        private final Set<Long> grown = ConcurrentHashMap.newKeySet();

        @Override
        protected synchronized long allocateBlock(long byteSize) {
            long address = super.allocateBlock(byteSize);
            inOrder.addLast(address);
            grown.remove(address);
            return address;
        }

        @Override
        protected synchronized void freeUnsizedBlock(long address) {
            long before = 0;
            for (long other : inOrder) {
                if (other == address && before != 0) {
                    grown.add(before);
                }
                before = other;
            }
            inOrder.remove(address);
            grown.remove(address);
            super.freeUnsizedBlock(address);
        }

        @Override
        protected long usableBlockSize(long address) {
            return super.usableBlockSize(address) + (grown.contains(address) ? 8 : 0);
        }
    }

    /** Gets the insertion into a list of one block wrong. */
    private static final class TwiceFree extends RecycledBlocks {
        @Override
        void push(Deque<Long> list, long address) {
            boolean isSecond = list.size() == 1;
            super.push(list, address);
            if (isSecond) {
                super.push(list, address);
            }
        }
    }

    /** Zeroes when the owner frees, and forgets it for the others. */
    private static final class RemoteFrees extends RecycledBlocks {
        private final Map<Long, Thread> owners = new ConcurrentHashMap<>();

        @Override
        protected synchronized long allocateBlock(long byteSize) {
            long address = super.allocateBlock(byteSize);
            owners.put(address, Thread.currentThread());
            return address;
        }

        @Override
        protected long allocateZeroedBlock(long byteSize) {
            return byteSize <= LARGEST_BYTE_SIZE ? allocateBlock(byteSize) : super.allocateZeroedBlock(byteSize);
        }

        @Override
        protected synchronized void freeUnsizedBlock(long address) {
            if (Thread.currentThread().equals(owners.get(address))) {
                RawMemory.fill(address, usableBlockSize(address), (byte) 0);
            }
            super.freeUnsizedBlock(address);
        }
    }

    /** Units of 64 bytes on a lock-free stack (Treiber, 1986), whose head has no version. */
    private static final class TreiberStack extends LibcAllocator {
        private static final int UNITS = 256;
        private static final int UNIT_BYTE_SIZE = 64;
        private static final int NONE = -1;

        private final long region = super.allocateAlignedBlock(UNITS * UNIT_BYTE_SIZE, UNIT_BYTE_SIZE);
        private final AtomicIntegerArray next = new AtomicIntegerArray(UNITS);
        private final AtomicInteger head = new AtomicInteger();

        TreiberStack() {
            for (int unit = 0; unit < UNITS; unit++) {
                next.set(unit, unit == UNITS - 1 ? NONE : unit + 1);
            }
        }

        @Override
        protected long allocateBlock(long byteSize) {
            if (byteSize > UNIT_BYTE_SIZE) {
                return super.allocateBlock(byteSize);
            }
            int unit;
            do {
                unit = head.get();
            } while (unit != NONE && !head.compareAndSet(unit, next.get(unit)));
            return unit == NONE ? super.allocateBlock(byteSize) : region + (long) unit * UNIT_BYTE_SIZE;
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            if (!isUnit(address)) {
                super.freeUnsizedBlock(address);
                return;
            }
            int unit = (int) ((address - region) / UNIT_BYTE_SIZE);
            int first;
            do {
                first = head.get();
                next.set(unit, first);
            } while (!head.compareAndSet(first, unit));
        }

        @Override
        protected long usableBlockSize(long address) {
            return isUnit(address) ? UNIT_BYTE_SIZE : super.usableBlockSize(address);
        }

        private boolean isUnit(long address) {
            return address >= region && address < region + UNITS * UNIT_BYTE_SIZE;
        }
    }
}

package org.ccalloc.tck;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** What goes wrong between threads. Races have the windows that they have in such code, no wider ones. */
final class BrokenThreads {

    private static final String CONTENT = "content after ";

    private BrokenThreads() {}

    static List<Breakage> handingOver() {
        return List.of(
                Breakage.of("a remote free frees the neighbours, too", RemoteFreeOfNeighbour::new)
                        .caughtBy("F02_blocksGoFromOneThreadToAnother", CONTENT)
                        .caughtBy("F02_blocksGoFromOneThreadToMany", CONTENT)
                        .caughtBy("F02_blocksGoFromManyThreadsToOne", CONTENT)
                        .caughtBy("F02_blocksGoAroundARingOfThreads", CONTENT)
                        .caughtBy("F02_blocksRetiredByOneThreadAreFreedByAnotherWhenNobodyReadsThem", CONTENT),
                Breakage.of("the end of a thread frees its blocks", EndOfThreadFrees::new)
                        .caughtBy("F03_aBlockOutlivesItsThread", CONTENT)
                        .caughtBy("F03_blocksOfTenThousandShortLivedThreadsOutliveThem", CONTENT)
                        .caughtBy("F03_aThreadEndsWhileOthersFreeItsBlocks", CONTENT),
                Breakage.of("a virtual thread's realloc copies nothing", () -> new RegionAllocator() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                return super.reallocateBlock(
                                        address, Thread.currentThread().isVirtual() ? 0 : oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy("F02_virtualThreadsThatMigrateKeepTheirBlocks", "content after realloc(0x"),
                Breakage.of("a thread that has allocated nothing has nothing to free with", UnpreparedThreads::new)
                        .caughtBy(
                                "H01_everyOperationMayBeAThreadsFirst",
                                " as a thread's first call: java.lang.IllegalStateException"),
                Breakage.of("exhaustion and trim take two locks in opposite order", OppositeLocks::new)
                        .racy()
                        .caughtBy("S03_requestsThatFailDisturbNoOtherThread", "threads: deadlocked="));
    }

    static List<Breakage> races() {
        return List.of(
                Breakage.of("the head of a free list comes back while it is being taken", FreeListWithoutVersion::new)
                        .racy()
                        .caughtBy("D01_blocksThatThreadsTakeAndGiveBackAtOnceDoNotOverlap", CONTENT),
                Breakage.of("units are marked without a lock", UnlockedBitmap::new)
                        .racy()
                        .caughtBy("D01_blocksThatThreadsTakeAndGiveBackAtOnceDoNotOverlap", CONTENT),
                Breakage.of("a cache is looked at before it is locked", CheckedBeforeLocked::new)
                        .racy()
                        .caughtBy("D01_blocksThatThreadsTakeAndGiveBackAtOnceDoNotOverlap", CONTENT));
    }

    private static final class RemoteFreeOfNeighbour extends RegionAllocator {
        private final Map<Long, Thread> owners = new ConcurrentHashMap<>();

        @Override
        protected long allocateBlock(long byteSize) {
            long address = super.allocateBlock(byteSize);
            owners.put(address, Thread.currentThread());
            return address;
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            Thread owner = owners.remove(address);
            Slab slab = slabOf(address);
            super.freeUnsizedBlock(address);
            if (slab != null && owner != null && !owner.equals(Thread.currentThread())) {
                freeSmall(slab, Math.max(0, slab.unitAt(address) - 1));
                freeSmall(slab, Math.min(slab.units - 1, slab.unitAt(address) + 1));
            }
        }
    }

    /** Looks for ended threads now and then, as it would when it adopts their memory. */
    private static final class EndOfThreadFrees extends RegionAllocator {
        private final Map<Thread, Queue<Long>> blocks = new ConcurrentHashMap<>();
        private final AtomicInteger allocations = new AtomicInteger();

        @Override
        protected long allocateBlock(long byteSize) {
            if (allocations.incrementAndGet() % 64 == 0) {
                blocks.forEach((thread, owned) -> {
                    if (!thread.isAlive() && blocks.remove(thread, owned)) {
                        owned.forEach(super::freeUnsizedBlock);
                    }
                });
            }
            long address = super.allocateBlock(byteSize);
            if (slabOf(address) != null) {
                blocks.computeIfAbsent(Thread.currentThread(), _ -> new ConcurrentLinkedQueue<>())
                        .add(address);
            }
            return address;
        }
    }

    private static final class UnpreparedThreads extends RegionAllocator {
        private final ThreadLocal<Boolean> prepared = new ThreadLocal<>();

        @Override
        protected long allocateBlock(long byteSize) {
            prepared.set(true);
            return super.allocateBlock(byteSize);
        }

        @Override
        protected void freeBlock(long address, long byteSize) {
            if (prepared.get() == null) {
                super.freeBlock(address, byteSize);
                throw new IllegalStateException("no heap of this thread");
            }
            super.freeBlock(address, byteSize);
        }
    }

    private static final class OppositeLocks extends RegionAllocator {
        private final ReentrantLock failures = new ReentrantLock();
        private final ReentrantLock memory = new ReentrantLock();

        @Override
        long allocateLarge(long byteSize, long byteAlignment) {
            long address = super.allocateLarge(byteSize, byteAlignment);
            if (address == 0) {
                inBoth(failures, memory, () -> 0);
            }
            return address;
        }

        @Override
        public long trim() {
            return inBoth(memory, failures, super::trim);
        }

        /** Interruptible, so that the test's threads end. */
        private static long inBoth(ReentrantLock first, ReentrantLock second, LongSupplier work) {
            try {
                first.lockInterruptibly();
                try {
                    second.lockInterruptibly();
                    try {
                        return work.getAsLong();
                    } finally {
                        second.unlock();
                    }
                } finally {
                    first.unlock();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Units of 64 bytes on a lock-free list, whose head has no version: ABA. */
    private static final class FreeListWithoutVersion extends RegionAllocator {
        private static final int UNITS = 1 << 15;

        private final AtomicInteger head = new AtomicInteger(-1);
        private final int[] next = new int[UNITS];
        private final long start = MappedMemory.map(64L * UNITS);

        FreeListWithoutVersion() {
            for (int unit = UNITS - 1; unit >= 0; unit--) {
                next[unit] = unit == UNITS - 1 ? -1 : unit + 1;
            }
            head.set(0);
        }

        @Override
        protected long allocateBlock(long byteSize) {
            if (byteSize > 64 || byteSize <= 48) {
                return super.allocateBlock(byteSize);
            }
            for (int unit = head.get(); unit >= 0; unit = head.get()) {
                if (head.compareAndSet(unit, next[unit])) {
                    return start + 64L * unit;
                }
            }
            return super.allocateBlock(byteSize);
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            if (!isHere(address)) {
                super.freeUnsizedBlock(address);
                return;
            }
            int unit = (int) ((address - start) / 64);
            int old;
            do {
                old = head.get();
                next[unit] = old;
            } while (!head.compareAndSet(old, unit));
        }

        @Override
        protected long usableBlockSize(long address) {
            return isHere(address) ? 64 : super.usableBlockSize(address);
        }

        @Override
        public void close() {
            super.close();
            MappedMemory.unmap(start, 64L * UNITS);
        }

        private boolean isHere(long address) {
            return address >= start && address < start + 64L * UNITS;
        }
    }

    /** Units of 64 bytes, whose bits are read and written by whoever comes. */
    private static final class UnlockedBitmap extends RegionAllocator {
        private static final int UNITS = 1 << 12;

        private final Slab slab;

        UnlockedBitmap() {
            slab = new Slab(MappedMemory.map(64L * UNITS));
            slab.cut(0, 64, UNITS);
        }

        @Override
        protected long allocateBlock(long byteSize) {
            if (byteSize <= 64 && byteSize > 48) {
                for (int unit = 0; unit < UNITS; unit++) {
                    if (!slab.isUsed(unit)) {
                        slab.mark(unit);
                        return slab.addressOf(unit);
                    }
                }
            }
            return super.allocateBlock(byteSize);
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            if (isHere(address)) {
                slab.release(slab.unitAt(address));
            } else {
                super.freeUnsizedBlock(address);
            }
        }

        @Override
        protected long usableBlockSize(long address) {
            return isHere(address) ? 64 : super.usableBlockSize(address);
        }

        @Override
        public void close() {
            super.close();
            MappedMemory.unmap(slab.address, 64L * UNITS);
        }

        private boolean isHere(long address) {
            return address >= slab.address && address < slab.address + 64L * UNITS;
        }
    }

    /** One freed block is kept at hand; two threads may both see it there. */
    private static final class CheckedBeforeLocked extends RegionAllocator {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile long atHand;

        @Override
        protected long allocateBlock(long byteSize) {
            long found = byteSize <= 64 && byteSize > 48 ? atHand : 0;
            if (found == 0) {
                return super.allocateBlock(byteSize);
            }
            lock.lock();
            try {
                atHand = 0;
            } finally {
                lock.unlock();
            }
            return found;
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            Slab slab = slabOf(address);
            if (slab != null && slab.unitByteSize == 64 && atHand == 0 && lock.tryLock()) {
                try {
                    if (atHand == 0) {
                        slab.dirtyEnd = slab.address + Slab.BYTE_SIZE;
                        atHand = address;
                        return;
                    }
                } finally {
                    lock.unlock();
                }
            }
            super.freeUnsizedBlock(address);
        }
    }
}

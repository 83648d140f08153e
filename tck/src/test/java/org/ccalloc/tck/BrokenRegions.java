package org.ccalloc.tck;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.RawMemory;

/** What goes wrong inside of an allocator: in its size classes, bitmaps, free lists, and where one way of serving ends. */
final class BrokenRegions {

    private static final String OVERLAPS = "overlaps the live block address=0x";

    private BrokenRegions() {}

    static List<Breakage> sizeClasses() {
        return List.of(
                Breakage.of("one byte more than a size class is served from that class", () -> new RegionAllocator() {
                            @Override
                            int sizeClassOf(long byteSize) {
                                return super.sizeClassOf(Math.max(1, byteSize - 1));
                            }
                        })
                        .caughtBy("U01_usableSizeIsAtLeastTheSizeAskedFor", "alloc(9): address=0x")
                        .caughtBy("D01_liveBlocksDoNotOverlapOverTheirUsableSize", OVERLAPS),
                Breakage.of("a unit's bit is shifted as an int", () -> new RegionAllocator() {
                            @Override
                            Slab newSlab(long address) {
                                return new Slab(address) {
                                    @Override
                                    @SuppressWarnings("IntLongMath") // that is what is wrong with it
                                    void mark(int unit) {
                                        used[unit >>> 6] |= 1 << unit;
                                    }

                                    @Override
                                    boolean isFull() {
                                        return usedUnits >= units || lastOnesAreMarked();
                                    }

                                    private boolean lastOnesAreMarked() {
                                        for (long word : used) {
                                            if (word != -1) {
                                                return false;
                                            }
                                        }
                                        return true;
                                    }

                                    @Override
                                    int take() {
                                        try {
                                            return super.take();
                                        } catch (IllegalStateException _) {
                                            return units - 1;
                                        }
                                    }
                                };
                            }
                        })
                        .caughtBy("D01_manyBlocksOfOneSizeDoNotOverlap", OVERLAPS),
                Breakage.of("only the first word of the bitmap is released", () -> new RegionAllocator() {
                            @Override
                            Slab newSlab(long address) {
                                return new Slab(address) {
                                    @Override
                                    void release(int unit) {
                                        super.release(unit & 63);
                                    }
                                };
                            }
                        })
                        .caughtBy("D01_liveBlocksDoNotOverlapOverTheirUsableSize", OVERLAPS),
                Breakage.of("the last unit sticks out of its slab", () -> new RegionAllocator() {
                            @Override
                            int unitsOf(long unitByteSize) {
                                return (int) ((Slab.BYTE_SIZE + unitByteSize - 1) / unitByteSize);
                            }
                        })
                        .caughtBy("D01_manyBlocksOfOneSizeDoNotOverlap", OVERLAPS),
                Breakage.of("blocks of a size are counted in 16 bits", CountedIn16Bits::new)
                        .caughtBy("D01_manyBlocksOfOneSizeDoNotOverlap", OVERLAPS),
                Breakage.of("the padding of an aligned block is counted as usable", PaddedForAlignment::new)
                        .caughtBy("U03_everyUsableByteOfAnAlignedBlockMayBeWritten", "address=0x")
                        .caughtBy("A03_recycledMemoryIsAligned", OVERLAPS),
                Breakage.of("usable sizes go through an int", () -> new RegionAllocator() {
                            @Override
                            protected long usableBlockSize(long address) {
                                return (int) super.usableBlockSize(address);
                            }
                        })
                        .caughtBy("D01_blocksPastTwoGibibytesDoNotOverlap", "alloc(2147483647): address=0x")
                        .caughtBy("R04_aReallocPastTwoGibibytesKeepsTheContent", "usableSize="),
                Breakage.of("sizes go through an unsigned int", () -> new RegionAllocator() {
                            @Override
                            protected long allocateBlock(long byteSize) {
                                long truncated = byteSize & 0xffff_ffffL;
                                return byteSize > 1L << 33 || truncated == 0
                                        ? super.allocateBlock(byteSize)
                                        : super.allocateBlock(truncated);
                            }
                        })
                        .caughtBy("D01_blocksPastTwoGibibytesDoNotOverlap", "alloc(4294967320): address=0x")
                        .caughtBy("R04_aReallocPastTwoGibibytesKeepsTheContent", ", 4294967320): address=0x"));
    }

    static List<Breakage> alignment() {
        return List.of(
                Breakage.of("large blocks are aligned to a page, whatever is asked for", () -> new RegionAllocator() {
                            @Override
                            long allocateLarge(long byteSize, long byteAlignment) {
                                return super.allocateLarge(byteSize, byteAlignment > 1 << 26 ? byteAlignment : 4096);
                            }
                        })
                        .caughtBy("A03_addressIsAMultipleOfTheAlignment", "(expected a multiple of ")
                        .caughtBy(
                                "A04_everyAlignmentIsServedForSizesAroundEveryPowerOfTwo", "(expected a multiple of "),
                Breakage.of("alignments past 4096 are taken for 4096", () -> new RegionAllocator() {
                            @Override
                            protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
                                return super.allocateAlignedBlock(byteSize, Math.min(4096, byteAlignment));
                            }
                        })
                        .caughtBy("A03_addressIsAMultipleOfTheAlignment", "(expected a multiple of ")
                        .caughtBy("R05_theResultOfReallocAlignedIsAMultipleOfTheAlignment", "(expected a multiple of "),
                Breakage.of("every block is aligned to 16, and to no more", () -> new LibcAllocator() {
                            @Override
                            protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
                                return super.allocateBlock(byteSize);
                            }
                        })
                        .caughtBy("A03_addressIsAMultipleOfTheAlignment", "(expected a multiple of ")
                        .caughtBy("A03_recycledMemoryIsAligned", "(expected a multiple of ")
                        .caughtBy("A07_nodesStartOnACacheLine", "(expected a multiple of "),
                Breakage.of("a recycled block has lost its alignment", () -> new RegionAllocator() {
                            private final AtomicInteger frees = new AtomicInteger();

                            @Override
                            protected void freeUnsizedBlock(long address) {
                                frees.incrementAndGet();
                                super.freeUnsizedBlock(address);
                            }

                            @Override
                            int alignedSizeClassOf(long byteSize, long byteAlignment) {
                                return frees.get() > 200 && byteSize < 1000
                                        ? sizeClassOf(byteSize)
                                        : super.alignedSizeClassOf(byteSize, byteAlignment);
                            }
                        })
                        .caughtBy("A03_recycledMemoryIsAligned", "(expected a multiple of "),
                Breakage.of("a large alignment wants a multiple of it", () -> new RegionAllocator() {
                            @Override
                            protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
                                // As aligned_alloc of C11 had it.
                                boolean odd = byteAlignment > 1 << 20 && byteSize % byteAlignment > 1 << 20;
                                return odd ? 0 : super.allocateAlignedBlock(byteSize, byteAlignment);
                            }
                        })
                        .caughtBy(
                                "A04_everyAlignmentIsServedForSizesAroundEveryPowerOfTwo",
                                "address=0x0 (expected a block)"),
                Breakage.of("blocks start one byte late", () -> new ShiftedBlocks(1, 1))
                        .caughtBy("A02_anyBlockIsAlignedTo8", "alloc(1): address=0x"));
    }

    static List<Breakage> zeroing() {
        return List.of(
                Breakage.of("calloc never zeroes", () -> new RegionAllocator() {
                            @Override
                            boolean mayBeDirty(long address, long byteSize) {
                                return false;
                            }
                        })
                        .caughtBy("Z01_recycledMemoryOfTheSameSizeIsZero", "byte=0xff (expected 0x00)")
                        .caughtBy("Z01_memoryRecycledByManyThreadsIsZero", "byte=0xff (expected 0x00)"),
                Breakage.of("calloc takes what is larger than a page for fresh", () -> new RegionAllocator() {
                            @Override
                            boolean mayBeDirty(long address, long byteSize) {
                                return byteSize <= 4096 && super.mayBeDirty(address, byteSize);
                            }
                        })
                        .caughtBy("Z01_recycledMemoryOfTheSameSizeIsZero", "byte=0xff (expected 0x00)"),
                Breakage.of("calloc zeroes whole words", () -> new RegionAllocator() {
                            @Override
                            protected long allocateZeroedBlock(long byteSize) {
                                long address = allocateBlock(byteSize);
                                if (address != 0 && mayBeDirty(address, byteSize)) {
                                    RawMemory.fill(address, byteSize & -8, (byte) 0);
                                }
                                return address;
                            }
                        })
                        .caughtBy("Z01_recycledMemoryOfTheSameSizeIsZero", "byte=0xff (expected 0x00)"),
                Breakage.of("trim takes what it has not purged for fresh", () -> new RegionAllocator() {
                            @Override
                            void purge(Slab slab) {
                                slab.dirtyEnd = slab.address;
                            }
                        })
                        .caughtBy("Z01_memoryThatComesAgainAfterATrimIsZero", "byte=0xff (expected 0x00)"),
                Breakage.of("what a shrink gave back is taken for fresh", () -> new TrustingRegions() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                long moved = super.reallocateBlock(address, oldByteSize, newByteSize);
                                if (moved != 0 && newByteSize < oldByteSize) {
                                    trust(address);
                                }
                                return moved;
                            }
                        })
                        .caughtBy("Z01_memoryThatAShrinkGaveBackIsZero", "byte=0xff (expected 0x00)"),
                Breakage.of("what another thread freed is taken for fresh", FreedRemotely::new)
                        .caughtBy("Z01_memoryRecycledByAnotherThreadIsZero", "byte=0xff (expected 0x00)"),
                Breakage.of("calloc zeroes one element", () -> new Broken() {
                            @Override
                            public long calloc(long count, long elementByteSize) {
                                boolean many = count > 1 && elementByteSize > 1 && count * elementByteSize < 1 << 20;
                                if (!many) {
                                    return super.calloc(count, elementByteSize);
                                }
                                long address = super.alloc(count * elementByteSize);
                                RawMemory.fill(address, elementByteSize, (byte) 0);
                                return address;
                            }
                        })
                        .caughtBy("Z01_allElementsAreZero", "(expected 0x00)"));
    }

    static List<Breakage> content() {
        return List.of(
                Breakage.of("a realloc out of small blocks copies a unit at most", () -> new RegionAllocator() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                boolean crosses = oldByteSize > LARGEST_UNIT && newByteSize > LARGEST_UNIT + 4096;
                                return crosses
                                        ? super.reallocateBlock(address, LARGEST_UNIT, newByteSize)
                                        : super.reallocateBlock(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy("R04_aReallocKeepsTheContent", "content after realloc(0x")
                        .caughtBy("R04_aReallocOfALargeBlockKeepsTheContent", "content after realloc(0x"),
                Breakage.of("a realloc copies 16 MiB at most", () -> new RegionAllocator() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                return super.reallocateBlock(
                                        address, Math.min(16 * Samples.MIB, oldByteSize), newByteSize);
                            }
                        })
                        .caughtBy("R04_aReallocOfALargeBlockKeepsTheContent", "content after realloc(0x"),
                Breakage.of("a realloc does not copy", () -> new RegionAllocator() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                long moved = allocateBlock(newByteSize);
                                if (moved != 0) {
                                    freeBlock(address, oldByteSize);
                                }
                                return moved;
                            }
                        })
                        .caughtBy("R04_aReallocKeepsTheContent", "content after realloc(0x")
                        .caughtBy("F02_blocksGoAroundARingOfThreads", "content after realloc(0x"),
                Breakage.of("a realloc stays in place for one byte too many", () -> new RegionAllocator() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                return newByteSize <= usableBlockSize(address) + 1
                                        ? address
                                        : super.reallocateBlock(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy("R04_aReallocAroundTheUsableSizeKeepsTheContent", ", usableSize="),
                Breakage.of("a realloc that fails frees the block", () -> new RegionAllocator() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                long moved = super.reallocateBlock(address, oldByteSize, newByteSize);
                                if (moved == 0 && oldByteSize <= LARGEST_UNIT) {
                                    freeBlock(address, oldByteSize);
                                }
                                return moved;
                            }
                        })
                        .caughtBy("R03_aBlockWhoseReallocFailedIsGivenToNobodyElse", OVERLAPS),
                Breakage.of("what a shrink in place leaves is somebody else's, and still usable", TailGivenAway::new)
                        .caughtBy("D02_neighboursOfABlockThatShrinksAndGrowsKeepTheirContent", OVERLAPS),
                Breakage.of("a block grows over its free neighbour, which stays free", GrowingOverNeighbours::new)
                        .caughtBy("D02_neighboursOfABlockThatShrinksAndGrowsKeepTheirContent", OVERLAPS),
                Breakage.of("the usable size takes in a free neighbour", () -> new RegionAllocator() {
                            @Override
                            protected long usableBlockSize(long address) {
                                Slab slab = slabOf(address);
                                if (slab == null) {
                                    return super.usableBlockSize(address);
                                }
                                int next = slab.unitAt(address) + 1;
                                return next < slab.units && !slab.isUsed(next)
                                        ? 2 * slab.unitByteSize
                                        : slab.unitByteSize;
                            }
                        })
                        .caughtBy("U02_usableSizeDoesNotChange", "usableSize after "),
                Breakage.of("trim purges the pages that a free unit shares", PurgingOutwards::new)
                        .caughtBy("T01_trimChangesNoBlockAndAnswersZeroOrMore", "content after "),
                Breakage.of("the same block twice, once in a thousand", () -> new RegionAllocator() {
                            private final AtomicInteger allocations = new AtomicInteger();
                            private final AtomicLong recent = new AtomicLong();

                            @Override
                            protected long allocateBlock(long byteSize) {
                                long last = recent.get();
                                if (allocations.incrementAndGet() % 1000 == 0
                                        && last != 0
                                        && usableBlockSize(last) >= byteSize) {
                                    return last;
                                }
                                long address = super.allocateBlock(byteSize);
                                recent.set(byteSize <= 1024 ? address : 0);
                                return address;
                            }
                        })
                        .caughtBy("D01_liveBlocksDoNotOverlapOverTheirUsableSize", OVERLAPS));
    }

    static List<Breakage> leaks() {
        return List.of(
                Breakage.of("a slab that was full serves only when all of it is free", () -> new RegionAllocator() {
                            @Override
                            boolean servesAgain(Slab slab) {
                                return false;
                            }
                        })
                        .caughtBy("F05_gapsBetweenLiveBlocksServeLaterRequests", "resident memory: growth="),
                Breakage.of("a sized free of another size class is lost", () -> new RegionAllocator() {
                            @Override
                            protected void freeBlock(long address, long byteSize) {
                                Slab slab = slabOf(address);
                                if (slab == null || slab.sizeClass == sizeClassOf(byteSize)) {
                                    freeUnsizedBlock(address);
                                }
                            }
                        })
                        .caughtBy("F05_aMixedWorkloadReachesAPlateau", "resident memory: bytes="),
                Breakage.of("a realloc that moves loses the old block", () -> new RegionAllocator() {
                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                long moved = allocateBlock(newByteSize);
                                if (moved != 0) {
                                    RawMemory.copy(address, moved, Math.min(oldByteSize, newByteSize));
                                }
                                return moved;
                            }
                        })
                        .caughtBy("F05_memoryOfBlocksThatAReallocMovedServesLaterRequests", "resident memory: growth="),
                Breakage.of("huge blocks are never unmapped", () -> new RegionAllocator() {
                            @Override
                            void freeLarge(long address) {
                                // Nobody asks for them again.
                            }
                        })
                        .caughtBy("F05_addressSpaceOfLargeBlocksServesLaterRequests", "address space: growth=")
                        .caughtBy("T02_trimMakesResidentMemorySmallerAfterLargeFrees", "resident memory: before="),
                Breakage.of("one remote free of a large block in a thousand is lost", OneInAThousandLost::new)
                        .caughtBy("F05_addressSpaceOfLargeBlocksServesLaterRequests", "address space: growth="),
                Breakage.of("every thread has a cache, and takes it along", CachedByThread::new)
                        .caughtBy("F05_memoryOfEndedVirtualThreadsServesLaterRequests", "resident memory: growth="),
                Breakage.of("what a thread frees serves that thread only", () -> new CachedByThread(Integer.MAX_VALUE))
                        .caughtBy(
                                "F05_memoryFreedByAThreadThatOnlyFreesServesLaterRequests",
                                "resident memory: growth="));
    }

    /** Units of 48 bytes from a table of their own, whose next index is a {@code char}. */
    private static final class CountedIn16Bits extends RegionAllocator {
        private final ConcurrentLinkedQueue<Long> free = new ConcurrentLinkedQueue<>();
        private char next;
        private long start;

        @Override
        protected synchronized long allocateBlock(long byteSize) {
            if (byteSize <= 32 || byteSize > 48) {
                return super.allocateBlock(byteSize);
            }
            if (start == 0) {
                start = allocateLarge(48L << 16, 1);
            }
            Long freed = free.poll();
            return freed != null ? freed : start + 48L * next++;
        }

        @Override
        protected synchronized void freeUnsizedBlock(long address) {
            if (isHere(address)) {
                free.add(address);
            } else {
                super.freeUnsizedBlock(address);
            }
        }

        @Override
        protected long usableBlockSize(long address) {
            return isHere(address) ? 48 : super.usableBlockSize(address);
        }

        private synchronized boolean isHere(long address) {
            return start != 0 && address >= start && address < start + (48L << 16);
        }
    }

    /** Aligns inside of a unit that is large enough, and tells the size of the unit. */
    private static final class PaddedForAlignment extends RegionAllocator {
        @Override
        protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
            if (byteSize + byteAlignment > LARGEST_UNIT) {
                return super.allocateAlignedBlock(byteSize, byteAlignment);
            }
            long address = allocateBlock(byteSize + byteAlignment);
            return address == 0 ? 0 : MappedMemory.roundUp(address, byteAlignment);
        }
    }

    /** Believes of some addresses that the memory there is zero. */
    private static class TrustingRegions extends RegionAllocator {
        private final Set<Long> trusted = ConcurrentHashMap.newKeySet();

        final void trust(long address) {
            trusted.add(address);
        }

        @Override
        boolean mayBeDirty(long address, long byteSize) {
            return !trusted.remove(address) && super.mayBeDirty(address, byteSize);
        }
    }

    private static final class FreedRemotely extends TrustingRegions {
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
            if (owner != null && !owner.equals(Thread.currentThread())) {
                trust(address);
            }
            super.freeUnsizedBlock(address);
        }
    }

    /** The tail of a block that shrinks in place serves the next request that fits. */
    private static final class TailGivenAway extends RegionAllocator {
        private final ConcurrentLinkedQueue<Long> tails = new ConcurrentLinkedQueue<>();
        private final Set<Long> given = ConcurrentHashMap.newKeySet();

        @Override
        protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
            if (!super.resizeBlockInPlace(address, oldByteSize, newByteSize)) {
                return false;
            }
            if (newByteSize + 64 <= oldByteSize && !given.contains(address)) {
                tails.add(address + MappedMemory.roundUp(newByteSize, 16));
            }
            return true;
        }

        @Override
        protected long allocateBlock(long byteSize) {
            Long tail = byteSize > 32 ? null : tails.poll();
            if (tail == null) {
                return super.allocateBlock(byteSize);
            }
            given.add(tail);
            return tail;
        }

        @Override
        protected long usableBlockSize(long address) {
            return given.contains(address) ? 32 : super.usableBlockSize(address);
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            if (!given.remove(address)) {
                super.freeUnsizedBlock(address);
            }
        }
    }

    private static final class GrowingOverNeighbours extends RegionAllocator {
        private final Map<Long, Long> grown = new ConcurrentHashMap<>();

        @Override
        protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
            if (super.resizeBlockInPlace(address, oldByteSize, newByteSize)) {
                return true;
            }
            Slab slab = slabOf(address);
            int before = slab == null ? 0 : slab.unitAt(address) + 1;
            if (slab == null || before >= slab.units || slab.isUsed(before) || newByteSize > 2 * slab.unitByteSize) {
                return false;
            }
            grown.put(address, 2 * slab.unitByteSize);
            return true;
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            grown.remove(address);
            super.freeUnsizedBlock(address);
        }

        @Override
        protected long usableBlockSize(long address) {
            return grown.getOrDefault(address, super.usableBlockSize(address));
        }
    }

    /** Trims the free units of slabs in use, too, by whole pages. */
    private static final class PurgingOutwards extends RegionAllocator {
        @Override
        public long trim() {
            for (Slab slab : allSlabs()) {
                for (int unit = 0; unit < slab.units; unit++) {
                    if (slab.unitByteSize >= 1024 && !slab.isUsed(unit)) {
                        long start = slab.addressOf(unit) & -MappedMemory.PAGE;
                        long end = MappedMemory.roundUp(slab.addressOf(unit) + slab.unitByteSize, MappedMemory.PAGE);
                        MappedMemory.purge(start, end - start);
                    }
                }
            }
            return super.trim();
        }
    }

    private static final class OneInAThousandLost extends RegionAllocator {
        private final Map<Long, Thread> owners = new ConcurrentHashMap<>();
        private final AtomicInteger remoteFrees = new AtomicInteger();

        @Override
        long allocateLarge(long byteSize, long byteAlignment) {
            long address = super.allocateLarge(byteSize, byteAlignment);
            owners.put(address, Thread.currentThread());
            return address;
        }

        @Override
        void freeLarge(long address) {
            Thread owner = owners.remove(address);
            boolean remote = owner != null && !owner.equals(Thread.currentThread());
            if (!remote || remoteFrees.incrementAndGet() % 1000 != 0) {
                super.freeLarge(address);
            }
        }
    }

    /** Keeps freed blocks of 512 to 8192 bytes for the thread that freed them. */
    private static final class CachedByThread extends RegionAllocator {
        private final ThreadLocal<Map<Integer, ConcurrentLinkedQueue<Long>>> caches =
                ThreadLocal.withInitial(ConcurrentHashMap::new);
        private final int mostBlocks;

        CachedByThread() {
            this(8);
        }

        CachedByThread(int mostBlocks) {
            this.mostBlocks = mostBlocks;
        }

        @Override
        protected long allocateBlock(long byteSize) {
            Long cached = byteSize < 512 || byteSize > 8192
                    ? null
                    : cacheOf(sizeClassOf(byteSize)).poll();
            return cached != null ? cached : super.allocateBlock(byteSize);
        }

        @Override
        protected void freeUnsizedBlock(long address) {
            Slab slab = slabOf(address);
            if (slab != null && slab.unitByteSize >= 512 && slab.unitByteSize <= 8192) {
                ConcurrentLinkedQueue<Long> cache = cacheOf(slab.sizeClass);
                if (mostBlocks == Integer.MAX_VALUE || cache.size() < mostBlocks) {
                    slab.dirtyEnd = slab.address + Slab.BYTE_SIZE;
                    cache.add(address);
                    return;
                }
            }
            super.freeUnsizedBlock(address);
        }

        private ConcurrentLinkedQueue<Long> cacheOf(int sizeClass) {
            return caches.get().computeIfAbsent(sizeClass, _ -> new ConcurrentLinkedQueue<>());
        }
    }
}

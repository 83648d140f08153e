package org.ccalloc.tck;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.CcAllocSnapshot;

/** Breaks rules of disjointness (D), realloc (R), resizing in place (P), free (F), usable size (U) and trim (T). */
final class BrokenBlocks {

    private static final String REFUSED_COUNTS = "C02_anAllocationThatFailsOrIsRefusedCountsNothing";

    private BrokenBlocks() {}

    static List<Breakage> disjointness() {
        return List.of(
                Breakage.of("an unsized free spoils another thread's block", BrokenBlocks::spoilingFromAnotherThread)
                        .caughtBy(
                                "D02_contentStaysWhileOtherBlocksComeAndGo",
                                "content after other threads allocated, resized and freed: address=0x"),
                Breakage.of("the 40,001st block starts inside another", BrokenBlocks::overlappingInTheEnd)
                        .caughtBy(
                                "D01_liveBlocksDoNotOverlapOverTheirUsableSize", "overlaps the live block address=0x"),
                Breakage.of("two threads get the same block", BrokenBlocks::sameForTwoThreads)
                        .withWrongCounts()
                        .caughtBy("D01_blocksOfDifferentThreadsDoNotOverlap", "address=0x"));
    }

    private static Broken spoilingFromAnotherThread() {
        return new Broken() {
            private final Thread home = Thread.currentThread();
            private final AtomicLong victim = new AtomicLong();

            @Override
            public long alloc(long byteSize) {
                long address = super.alloc(byteSize);
                if (byteSize == 10_000) {
                    victim.compareAndSet(0, address);
                }
                return address;
            }

            @Override
            public void freeUnsized(long address) {
                super.freeUnsized(address);
                long spoiled = home.equals(Thread.currentThread()) ? 0 : victim.getAndSet(-1);
                if (spoiled > 0) {
                    spoil(spoiled);
                }
            }
        };
    }

    private static Broken overlappingInTheEnd() {
        return new Broken() {
            private final Thread home = Thread.currentThread();
            private final AtomicInteger allocs = new AtomicInteger();
            private final AtomicLong recent = new AtomicLong();
            private final AtomicLong inside = new AtomicLong();

            @Override
            public long usableSize(long address) {
                return address == inside.get() ? 0 : super.usableSize(address);
            }

            @Override
            public long alloc(long byteSize) {
                if (!home.equals(Thread.currentThread())) {
                    return super.alloc(byteSize);
                }
                long last = recent.get();
                if (allocs.incrementAndGet() > 40_000 && super.usableSize(last) >= byteSize + 16) {
                    inside.set(last + 16);
                    return last + 16;
                }
                long address = super.alloc(byteSize);
                recent.set(address);
                return address;
            }

            @Override
            public void free(long address, long byteSize) {
                recent.compareAndSet(address, 0);
                super.free(address, byteSize);
            }

            @Override
            public void freeUnsized(long address) {
                recent.compareAndSet(address, 0);
                super.freeUnsized(address);
            }

            @Override
            public long realloc(long address, long oldByteSize, long newByteSize) {
                recent.compareAndSet(address, 0);
                return super.realloc(address, oldByteSize, newByteSize);
            }
        };
    }

    /** The fourth worker gets what another one has just got, and such a block is never freed, lest it be freed twice. */
    private static Broken sameForTwoThreads() {
        return new Broken() {
            private final Set<Long> shared = new HashSet<>();
            private long recent;

            @Override
            public synchronized long alloc(long byteSize) {
                if (byteSize > 64) {
                    return super.alloc(byteSize);
                }
                if (Thread.currentThread().getName().equals("tck-worker-3") && recent != 0) {
                    shared.add(recent);
                    return recent;
                }
                recent = super.alloc(byteSize <= 0 ? byteSize : 64);
                return recent;
            }

            @Override
            public synchronized void free(long address, long byteSize) {
                if (!shared.contains(address)) {
                    recent = address == recent ? 0 : recent;
                    super.free(address, byteSize);
                }
            }

            @Override
            public synchronized long realloc(long address, long oldByteSize, long newByteSize) {
                recent = address == recent ? 0 : recent;
                return super.realloc(address, oldByteSize, newByteSize);
            }

            @Override
            public synchronized void freeUnsized(long address) {
                recent = address == recent ? 0 : recent;
                super.freeUnsized(address);
            }
        };
    }

    static List<Breakage> realloc() {
        return List.of(
                Breakage.of("a realloc that fails spoils the block", () -> new Broken() {
                            @Override
                            public long realloc(long address, long oldByteSize, long newByteSize) {
                                long resized = super.realloc(address, oldByteSize, newByteSize);
                                if (address != 0 && resized == 0) {
                                    spoil(address);
                                }
                                return resized;
                            }
                        })
                        .caughtBy("R03_aReallocThatFailsLeavesTheBlock", "content after realloc(0x")
                        .mayBreak("S03"),
                Breakage.of("a realloc that fails throws", () -> new Broken() {
                            @Override
                            public long reallocAligned(
                                    long address, long oldByteSize, long newByteSize, long byteAlignment) {
                                long resized = super.reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
                                if (address != 0 && resized == 0) {
                                    throw new IllegalStateException("nothing left");
                                }
                                return resized;
                            }
                        })
                        .caughtBy(
                                "R03_aReallocThatFailsLeavesTheBlock",
                                "): java.lang.IllegalStateException: nothing left"),
                Breakage.of("realloc(0, 0, 0) is a block", () -> new Broken() {
                            @Override
                            public long realloc(long address, long oldByteSize, long newByteSize) {
                                return (address | oldByteSize | newByteSize) == 0
                                        ? super.alloc(8)
                                        : super.realloc(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy("R01_reallocOfNothingAllocates", "realloc(0, 0, 0): address=0x")
                        .caughtBy("S01_aRequestForNothingReturnsZero", "realloc(0, 0, 0): address=0x")
                        .caughtBy(REFUSED_COUNTS, "realloc(0, 0, 0): address=0x"),
                Breakage.of("realloc to 0 does nothing", () -> new Broken() {
                            @Override
                            public long realloc(long address, long oldByteSize, long newByteSize) {
                                return address != 0 && oldByteSize > 0 && newByteSize == 0
                                        ? 0
                                        : super.realloc(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy("R02_resizingALiveBlockToZeroIsRefused", ", 1, 0): no exception")
                        .caughtBy(REFUSED_COUNTS, "realloc: no exception"),
                Breakage.of("a realloc loses the last byte", () -> new Broken() {
                            @Override
                            public long realloc(long address, long oldByteSize, long newByteSize) {
                                long resized = super.realloc(address, oldByteSize, newByteSize);
                                if (resized != 0 && oldByteSize != 0) {
                                    spoil(resized + Math.min(oldByteSize, newByteSize) - 1);
                                }
                                return resized;
                            }
                        })
                        .caughtBy("R04_aReallocKeepsTheContent", "content after realloc(0x")
                        .caughtBy("R04_aReallocKeepsTheContentOfAlignedBlocksAndNodes", "content after realloc(0x")
                        .caughtBy("R04_aReallocInAnotherThreadKeepsTheContent", "content after realloc(0x")
                        .caughtBy("R04_aBlockThatGrowsAndShrinksStepByStepKeepsTheContent", "content after realloc(0x"),
                Breakage.of("reallocAligned is realloc", () -> new Broken() {
                            @Override
                            public long reallocAligned(
                                    long address, long oldByteSize, long newByteSize, long byteAlignment) {
                                return address != 0 && byteAlignment == 4096
                                        ? super.realloc(address, oldByteSize, newByteSize)
                                        : super.reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
                            }
                        })
                        .caughtBy(
                                "R05_theResultOfReallocAlignedIsAMultipleOfTheAlignment",
                                "(expected a multiple of 4096)"),
                Breakage.of("a realloc answers 8 modulo 16", () -> new LibcAllocator() {
                            private final ShiftedBlocks shifted = new ShiftedBlocks(16, 8);

                            @Override
                            protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
                                return shifted.realloc(address, oldByteSize, newByteSize);
                            }

                            @Override
                            protected void freeUnsizedBlock(long address) {
                                shifted.freeUnsized(address);
                            }

                            @Override
                            protected long usableBlockSize(long address) {
                                return shifted.usableSize(address);
                            }
                        })
                        .mayBreak("R04")
                        .caughtBy("R06_theResultOfReallocIsNaturallyAligned", "8 (expected a multiple of 16)"),
                Breakage.of("realloc with an old size of 0 is alloc", () -> new Broken() {
                            @Override
                            public long realloc(long address, long oldByteSize, long newByteSize) {
                                return address != 0 && oldByteSize == 0 && newByteSize > 0
                                        ? super.alloc(newByteSize)
                                        : super.realloc(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy("R07_addressAndOldSizeAreZeroTogetherOrNotAtAll", ", 0, 1): no exception"));
    }

    static List<Breakage> resize() {
        return List.of(
                Breakage.of("resizeInPlace never does it, but is declared", () -> new Broken() {
                            @Override
                            public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
                                boolean asked = address != 0 && oldByteSize > 0 && newByteSize > 0;
                                return !asked && super.resizeInPlace(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy("P01_isTrueSometimes", "true=0 (expected it once at least"),
                Breakage.of("resizeInPlace promises what the block has not", () -> new Broken() {
                            @Override
                            public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
                                return super.resizeInPlace(address, oldByteSize, newByteSize)
                                        || newByteSize <= 2 * oldByteSize;
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("P01_afterTrueTheBlockHasTheNewSize", ": true, but usableSize=")
                        .caughtBy("P01_afterTrueAnAlignedBlockHasTheNewSize", ": true, but usableSize=")
                        .caughtBy("U01_usableSizeIsAtLeastTheSizeAskedForAfterAResize", ", usableSize="),
                Breakage.of("resizeInPlace answers false, but has done something", () -> new Broken() {
                            @Override
                            public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
                                boolean resized = super.resizeInPlace(address, oldByteSize, newByteSize);
                                if (!resized) {
                                    spoil(address + oldByteSize - 1);
                                }
                                return resized;
                            }
                        })
                        .caughtBy("P02_afterFalseNothingHasChanged", "content after resizeInPlace(0x"),
                Breakage.of("resizeInPlace of nothing is just false", () -> new Broken() {
                            @Override
                            public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
                                return address != 0 && super.resizeInPlace(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy(
                                "P03_addressZeroAndSizesThatAreNotPositiveAreRefused",
                                "resizeInPlace(0, 1, 1): no exception"));
    }

    static List<Breakage> free() {
        return List.of(
                Breakage.of("freeUnsized does not expect address 0", () -> new Broken() {
                            @Override
                            public void freeUnsized(long address) {
                                if (address == 0) {
                                    throw new IllegalStateException("no block");
                                }
                                super.freeUnsized(address);
                            }
                        })
                        .caughtBy("F01_freeingAddressZeroDoesNothing", "no block")
                        .caughtBy("F01_freeingAddressZeroCountsNothing", "no block"),
                Breakage.of("a free of nothing is counted", () -> new Broken() {
                            @Override
                            public void free(long address, long byteSize) {
                                super.free(address, byteSize);
                                if (address == 0) {
                                    hide(new CcAllocSnapshot(0, -1, 0, 0, -byteSize));
                                }
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("F01_freeingAddressZeroCountsNothing", "freeCount=2"),
                Breakage.of(
                                "only the thread that allocated may free",
                                () -> new OwnedBlocks(owner -> !owner.equals(Thread.currentThread())))
                        .caughtBy("F02_anyThreadMayFree", "in another thread: free: owner=")
                        .caughtBy("F02_virtualThreadsMayAllocateAndFree", "in another thread: free: owner=")
                        .caughtBy("F03_aBlockOutlivesItsThread", "free: owner="),
                Breakage.of(
                                "nobody may free what an ended thread allocated",
                                () -> new OwnedBlocks(owner -> !owner.isAlive() && !owner.isVirtual()))
                        .caughtBy("F02_anyThreadMayFree", "in another thread: free: owner=")
                        .caughtBy("F03_aBlockOutlivesItsThread", "free: owner="),
                Breakage.of("a free that is refused spoils the block", () -> new Broken() {
                            @Override
                            public void free(long address, long byteSize) {
                                if (address != 0 && byteSize < 0) {
                                    spoil(address);
                                }
                                super.free(address, byteSize);
                            }
                        })
                        .caughtBy(
                                "F04_aFreeWithANegativeSizeIsRefusedAndLeavesTheBlock",
                                "content after a free that was refused"),
                Breakage.of("freed memory never serves again", () -> new HoardedBlocks(_ -> true))
                        .caughtBy("F05_freedMemoryServesLaterRequests", "resident memory: growth="),
                Breakage.of(
                                "memory of ended threads never serves again",
                                () -> new HoardedBlocks(owner -> !owner.isAlive()))
                        .caughtBy("F05_memoryOfEndedThreadsServesLaterRequests", "resident memory: growth="),
                Breakage.of(
                                "memory freed by another thread never serves again",
                                () -> new HoardedBlocks(
                                        owner -> !owner.equals(Thread.currentThread()) && owner.isAlive()))
                        .caughtBy(
                                "F05_memoryFreedByAThreadThatOnlyFreesServesLaterRequests",
                                "resident memory: growth="));
    }

    static List<Breakage> usableSize() {
        return List.of(
                Breakage.of("address 0 has a usable size", () -> new Broken() {
                            @Override
                            public long usableSize(long address) {
                                return address == 0 ? 16 : super.usableSize(address);
                            }
                        })
                        .caughtBy("U04_usableSizeOfAddressZeroIsZero", "usableSize(0): 16 (expected 0)"),
                Breakage.of("usable size counts a header", () -> new Broken() {
                            @Override
                            public long usableSize(long address) {
                                return Math.max(0, super.usableSize(address) - 16);
                            }
                        })
                        .caughtBy("U01_usableSizeIsAtLeastTheSizeAskedFor", "alloc(9): address=0x")
                        .caughtBy("U01_usableSizeIsAtLeastTheSizeAskedForAfterAResize", ", usableSize="),
                Breakage.of("trim makes usable sizes smaller", () -> new Broken() {
                            private volatile long smaller;

                            @Override
                            public long trim() {
                                smaller = 8;
                                return super.trim();
                            }

                            @Override
                            public long usableSize(long address) {
                                return Math.max(0, super.usableSize(address) - smaller);
                            }
                        })
                        .caughtBy("U02_usableSizeDoesNotChange", "usableSize after trim, seen by another thread"),
                Breakage.of("the last usable byte is the allocator's", BrokenBlocks::keepingTheLastByte)
                        .withWrongCounts()
                        .caughtBy("U03_everyUsableByteMayBeWritten", "content after other blocks were written")
                        .caughtBy(
                                "U03_everyUsableByteOfAnAlignedBlockMayBeWritten",
                                "content after other blocks were written"));
    }

    /** Spoils the last usable byte, which was not asked for, of the most recent block. */
    private static Broken keepingTheLastByte() {
        return new Broken() {
            private final AtomicLong recent = new AtomicLong();

            @Override
            public long calloc(long count, long elementByteSize) {
                return spoiled(super.calloc(1, count * elementByteSize + 32));
            }

            @Override
            public long callocAligned(long count, long elementByteSize, long byteAlignment) {
                return spoiled(super.callocAligned(1, count * elementByteSize + 32, byteAlignment));
            }

            @Override
            public long realloc(long address, long oldByteSize, long newByteSize) {
                forget(address);
                return super.realloc(address, oldByteSize, newByteSize);
            }

            @Override
            public long reallocAligned(long address, long oldByteSize, long newByteSize, long byteAlignment) {
                forget(address);
                return super.reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
            }

            @Override
            public void free(long address, long byteSize) {
                forget(address);
                super.free(address, byteSize);
            }

            @Override
            public void freeUnsized(long address) {
                forget(address);
                super.freeUnsized(address);
            }

            private void forget(long address) {
                recent.compareAndSet(address, 0);
            }

            private long spoiled(long address) {
                long earlier = recent.getAndSet(address);
                if (earlier != 0) {
                    spoil(earlier + usableSize(earlier) - 1);
                }
                return address;
            }
        };
    }

    static List<Breakage> trim() {
        return List.of(
                Breakage.of("trim answers -1", () -> new Broken() {
                            @Override
                            public long trim() {
                                return -1;
                            }
                        })
                        .caughtBy("T01_trimChangesNoBlockAndAnswersZeroOrMore", "trim(): -1 (expected 0 or more)")
                        .caughtBy("T01_trimChangesNoBlockThatOthersWorkWith", "trim(): -1 (expected 0 or more)"),
                Breakage.of("trim keeps everything", () -> new HoardedBlocks(_ -> true))
                        .caughtBy(
                                "T02_trimMakesResidentMemorySmallerAfterLargeFrees",
                                "(expected to shrink by 134217728 or more"));
    }
}

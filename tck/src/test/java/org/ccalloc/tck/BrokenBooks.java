package org.ccalloc.tck;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocSnapshot;

/** Breaks rules of counting (C) and of the service (N). */
final class BrokenBooks {

    private static final String STATISTICS = "statistics after ";

    private BrokenBooks() {}

    static List<Breakage> statistics() {
        return List.of(
                Breakage.of("an allocation that fails is counted", () -> new Broken() {
                            @Override
                            public long alloc(long byteSize) {
                                long address = super.alloc(byteSize);
                                if (address == 0 && byteSize > 0) {
                                    hide(new CcAllocSnapshot(-1, 0, 0, 0, 0));
                                }
                                return address;
                            }
                        })
                        .withWrongCounts()
                        .caughtBy(
                                "C02_anAllocationThatFailsOrIsRefusedCountsNothing",
                                "statistics after alloc(281474976710656): CcAllocSnapshot[allocCount=2"),
                Breakage.of("virtual threads are not counted", () -> new Broken() {
                            @Override
                            public long alloc(long byteSize) {
                                if (Thread.currentThread().isVirtual()) {
                                    hide(new CcAllocSnapshot(1, 0, 0, byteSize, 0));
                                }
                                return super.alloc(byteSize);
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("C01_countsOfVirtualThreadsAreExact", "statistics after 1000 virtual threads")
                        .caughtBy("C06_aSnapshotUnderLoadShowsNoFreeWithoutItsAllocation", "statistics ")
                        .caughtBy("C07_resetsUnderLoadLoseNothing", STATISTICS),
                Breakage.of("counts of ended threads are lost", LostCounts::new)
                        .withWrongCounts()
                        .caughtBy("C01_countsOfEndedThreadsAreExact", "statistics after 20 ended threads")
                        .caughtBy("C01_countsOfVirtualThreadsAreExact", "statistics after 1000 virtual threads")
                        .caughtBy("C01_blocksFreedByOtherThreadsAreCountedExactly", STATISTICS)
                        .caughtBy("C06_aSnapshotUnderLoadShowsNoFreeWithoutItsAllocation", "statistics ")
                        .caughtBy("C07_resetsUnderLoadLoseNothing", STATISTICS),
                Breakage.of("counts of a second thread are lost", () -> new Broken() {
                            @Override
                            public long allocNode(long byteSize) {
                                if (Thread.currentThread().getName().equals("tck-worker-5")) {
                                    hide(new CcAllocSnapshot(1, 0, 0, byteSize, 0));
                                }
                                return super.allocNode(byteSize);
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("C01_countsOfLivingThreadsAreExact", "statistics after 8 living threads"),
                Breakage.of("large frees are not counted", () -> new Broken() {
                            @Override
                            public void free(long address, long byteSize) {
                                super.free(address, byteSize);
                                if (byteSize == 100_000) {
                                    hide(new CcAllocSnapshot(0, 1, 0, 0, byteSize));
                                }
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("C03_aSizedFreeCountsOneAndItsBytes", "statistics after free of alloc(100000)"),
                Breakage.of("callocOrThrow and its like count twice", () -> new Broken() {
                            @Override
                            public long allocNodeOrThrow(long byteSize) {
                                hide(new CcAllocSnapshot(-1, 0, 0, -byteSize, 0));
                                return super.allocNodeOrThrow(byteSize);
                            }
                        })
                        .withWrongCounts()
                        .caughtBy(
                                "C02_anAllocationCountsOneAndTheBytesAskedFor", "statistics after 4 allocations of 35"),
                Breakage.of("a node counts its padded size", () -> new Broken() {
                            @Override
                            public long allocNode(long byteSize) {
                                long padded = byteSize < 0 ? byteSize : CacheLine.roundUp(byteSize);
                                return padded > 0
                                        ? super.allocAligned(padded, CacheLine.byteSize())
                                        : super.allocNode(byteSize);
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("C04_aNodeOf40Counts40", "allocBytes=640")
                        .caughtBy("C01_blocksFreedByOtherThreadsAreCountedExactly", STATISTICS)
                        .caughtBy("C01_countsOfLivingThreadsAreExact", STATISTICS)
                        .caughtBy("C01_countsOfVirtualThreadsAreExact", STATISTICS)
                        .caughtBy("C02_anAllocationCountsOneAndTheBytesAskedFor", "statistics after allocNode(1)")
                        .caughtBy("C03_aSizedFreeCountsOneAndItsBytes", "statistics after free of allocNode(1)")
                        .caughtBy("C05_anUnsizedFreeCountsTheFreeButNoBytes", STATISTICS)
                        .caughtBy("C06_aSnapshotUnderLoadShowsNoFreeWithoutItsAllocation", STATISTICS)
                        .caughtBy("C07_aResetAnswersWhatItTakesAway", STATISTICS)
                        .caughtBy("C07_resetsUnderLoadLoseNothing", STATISTICS)
                        .caughtBy("C08_switchingOffKeepsTheTotalsAndStopsCounting", STATISTICS),
                Breakage.of("an unsized free is not told apart", () -> new Broken() {
                            @Override
                            public CcAllocSnapshot statsSnapshot() {
                                return withoutUnsized(super.statsSnapshot());
                            }

                            @Override
                            public CcAllocSnapshot statsReset() {
                                return withoutUnsized(super.statsReset());
                            }

                            private CcAllocSnapshot withoutUnsized(CcAllocSnapshot all) {
                                return all.minus(new CcAllocSnapshot(0, 0, all.unsizedFreeCount(), 0, 0));
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("C05_anUnsizedFreeCountsTheFreeButNoBytes", "statistics after an unsized free")
                        .caughtBy("C01_blocksFreedByOtherThreadsAreCountedExactly", STATISTICS)
                        .caughtBy("C01_countsOfLivingThreadsAreExact", STATISTICS)
                        .caughtBy("C01_countsOfVirtualThreadsAreExact", STATISTICS)
                        .caughtBy("C07_aResetAnswersWhatItTakesAway", STATISTICS)
                        .caughtBy("C07_resetsUnderLoadLoseNothing", STATISTICS)
                        .caughtBy("C08_switchingOffKeepsTheTotalsAndStopsCounting", STATISTICS),
                Breakage.of("a reset answers nothing", () -> new Broken() {
                            @Override
                            public CcAllocSnapshot statsReset() {
                                super.statsReset();
                                return CcAllocSnapshot.ZERO;
                            }
                        })
                        .caughtBy("C07_aResetAnswersWhatItTakesAway", "statistics after a reset")
                        .caughtBy("C07_resetsUnderLoadLoseNothing", STATISTICS),
                Breakage.of("switching off forgets", () -> new Broken() {
                            @Override
                            public void statsEnable(boolean enable) {
                                super.statsEnable(enable);
                                if (!enable) {
                                    statsReset();
                                }
                            }
                        })
                        .caughtBy(
                                "C08_switchingOffKeepsTheTotalsAndStopsCounting",
                                "statistics after counting was switched off"),
                Breakage.of("what is allocated is never negative", () -> new Broken() {
                            @Override
                            public CcAllocSnapshot statsSnapshot() {
                                CcAllocSnapshot all = super.statsSnapshot();
                                return all.equals(new CcAllocSnapshot(0, 1, 0, 0, 100))
                                        ? new CcAllocSnapshot(0, 1, 0, 0, 0)
                                        : all;
                            }
                        })
                        .caughtBy(
                                "C08_currentAllocatedMayBeNegative", "statistics after the free of an uncounted block"),
                Breakage.of("an aligned realloc counts nothing", () -> new Broken() {
                            @Override
                            public long reallocAligned(
                                    long address, long oldByteSize, long newByteSize, long byteAlignment) {
                                long resized = super.reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
                                if (address != 0 && resized != 0) {
                                    hide(new CcAllocSnapshot(1, 1, 0, newByteSize, oldByteSize));
                                }
                                return resized;
                            }
                        })
                        .withWrongCounts()
                        .caughtBy(
                                "C09_aReallocCountsAsOneAllocationAndOneFree",
                                "statistics after an aligned realloc to 70"),
                Breakage.of("shrinking in place counts nothing", () -> new Broken() {
                            @Override
                            public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
                                boolean resized = super.resizeInPlace(address, oldByteSize, newByteSize);
                                if (resized && newByteSize == 10 && oldByteSize == 64) {
                                    hide(new CcAllocSnapshot(1, 1, 0, newByteSize, oldByteSize));
                                }
                                return resized;
                            }
                        })
                        .withWrongCounts()
                        .caughtBy("C09_aResizeCountsAsOneAllocationAndOneFree", "statistics after a resize to 10"),
                Breakage.of("every thread leaves something behind", () -> new Broken() {
                            private final Map<Long, long[]> left = new ConcurrentHashMap<>();

                            @Override
                            public long alloc(long byteSize) {
                                left.computeIfAbsent(Thread.currentThread().threadId(), _ -> new long[64]);
                                return super.alloc(byteSize);
                            }
                        })
                        .caughtBy("C10_endedThreadsLeaveNothingBehind", "after 2000 ended threads (expected 262144 or")
                        .caughtBy("C10_virtualThreadsLeaveNothingBehind", "after 20000 virtual threads (expected"));
    }

    /** Counts one allocation only while its thread lives. */
    private static final class LostCounts extends Broken {
        private final Map<Thread, CcAllocSnapshot> byThread = new ConcurrentHashMap<>();

        @Override
        public long alloc(long byteSize) {
            if (statsEnabled()) {
                byThread.merge(
                        Thread.currentThread(), new CcAllocSnapshot(1, 0, 0, byteSize, 0), CcAllocSnapshot::plus);
            }
            return super.alloc(byteSize);
        }

        @Override
        public CcAllocSnapshot statsSnapshot() {
            byThread.forEach((thread, counts) -> {
                if (!thread.isAlive()) {
                    byThread.remove(thread);
                    hide(counts);
                }
            });
            return super.statsSnapshot();
        }
    }

    static List<Breakage> service() {
        return List.of(
                Breakage.of("availability changes its mind", () -> new Broken() {
                            private final AtomicInteger asked = new AtomicInteger();

                            @Override
                            public Availability availability() {
                                return new Availability.Available(Map.of("asked", "" + asked.incrementAndGet()));
                            }
                        })
                        .caughtBy("N02_availabilityDoesNotChangeItsMind", "asked=2"),
                Breakage.of("the name has capitals", () -> new Broken() {
                            @Override
                            public String name() {
                                return "LibC";
                            }
                        })
                        .caughtBy(
                                "N01_nameIsOfLowerCaseLettersDigitsAndHyphens",
                                "name=LibC (expected lower case letters, digits and hyphens)"),
                Breakage.of("the name changes", () -> new Broken() {
                            private final AtomicInteger asked = new AtomicInteger();

                            @Override
                            public String name() {
                                return "libc-" + asked.incrementAndGet();
                            }
                        })
                        .caughtBy("N01_nameIsAlwaysTheSame", " (expected libc-1, as before)"),
                Breakage.of("availability throws", () -> new Broken() {
                            @Override
                            public Availability availability() {
                                throw new UnsatisfiedLinkError("no libc");
                            }
                        })
                        .caughtBy("N02_availabilityNeverThrows", "UnsatisfiedLinkError: no libc")
                        .caughtBy("N02_availabilityDoesNotChangeItsMind", "UnsatisfiedLinkError: no libc"));
    }
}

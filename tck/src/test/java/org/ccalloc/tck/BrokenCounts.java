package org.ccalloc.tck;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.ForwardingCcAllocator;

/** More that goes wrong with counting (C), with the service (N), and with what is asked for (S, A, F, U). */
final class BrokenCounts {

    private BrokenCounts() {}

    static List<Breakage> counting() {
        return List.of(
                Breakage.of("one counter, incremented by all threads", () -> new LosingUpdates(1))
                        .withWrongCounts()
                        .racy()
                        .caughtBy("C01_countsOfLivingThreadsAreExact", "statistics after 8 living threads"),
                Breakage.of("threads whose ids are the same modulo 4 share a counter", () -> new LosingUpdates(4))
                        .withWrongCounts()
                        .racy()
                        .caughtBy("C01_countsOfVirtualThreadsAreExact", "statistics after 1000 virtual threads"),
                Breakage.of("a snapshot reads allocations first", () -> new Broken() {
                            @Override
                            public CcAllocSnapshot statsSnapshot() {
                                CcAllocSnapshot first = super.statsSnapshot();
                                CcAllocSnapshot second = super.statsSnapshot();
                                return new CcAllocSnapshot(
                                        first.allocCount(),
                                        second.freeCount(),
                                        second.unsizedFreeCount(),
                                        first.allocBytes(),
                                        second.freeBytes());
                            }
                        })
                        .racy()
                        .caughtBy(
                                "C06_aSnapshotWhileFewBlocksLiveShowsNoFreeWithoutItsAllocation",
                                "statistics under load: CcAllocSnapshot["),
                Breakage.of("a reset loses what happens meanwhile", () -> new Broken() {
                            @Override
                            public CcAllocSnapshot statsReset() {
                                CcAllocSnapshot taken = statsSnapshot();
                                super.statsReset();
                                return taken;
                            }
                        })
                        .racy()
                        .caughtBy(
                                "C07_resetsUnderLoadLoseNothing",
                                "statistics after resets under load, summed up, with a last snapshot"),
                Breakage.of("a reset while counting is off takes nothing away", () -> new Broken() {
                            @Override
                            public CcAllocSnapshot statsReset() {
                                return statsEnabled() ? super.statsReset() : super.statsSnapshot();
                            }
                        })
                        .caughtBy("C08_switchingAndResettingUnderLoadCountsNothingTwice", "statistics "),
                Breakage.of("every 8th snapshot is an older one", () -> new Broken() {
                            private final AtomicInteger asked = new AtomicInteger();
                            private final AtomicReference<CcAllocSnapshot> old =
                                    new AtomicReference<>(CcAllocSnapshot.ZERO);

                            @Override
                            public CcAllocSnapshot statsSnapshot() {
                                CcAllocSnapshot now = super.statsSnapshot();
                                int times = asked.incrementAndGet();
                                if (times % 8 == 1) {
                                    old.set(now);
                                }
                                return times % 8 == 0 ? old.get() : now;
                            }
                        })
                        .caughtBy("C11_totalsUnderLoadNeverBecomeSmaller", "(expected no total above "),
                Breakage.of("all frees are read before those without a size", () -> new Broken() {
                            @Override
                            public CcAllocSnapshot statsSnapshot() {
                                CcAllocSnapshot before = super.statsSnapshot();
                                CcAllocSnapshot after = super.statsSnapshot();
                                return new CcAllocSnapshot(
                                        after.allocCount(),
                                        before.freeCount(),
                                        after.unsizedFreeCount(),
                                        after.allocBytes(),
                                        after.freeBytes());
                            }
                        })
                        .caughtBy("C11_totalsUnderLoadNeverBecomeSmaller", "(expected no total above "),
                Breakage.of("all instances count together", SharedBooks::new)
                        .withWrongCounts()
                        .caughtBy("C12_anotherInstanceCountsForItself", "statistics after "),
                Breakage.of("switching on is ignored where it is not declared", () -> new Broken() {
                            @Override
                            public Set<Capability> capabilities() {
                                return Set.of(Capability.TRIM);
                            }

                            @Override
                            public void statsEnable(boolean enable) {
                                // No statistics here.
                            }
                        })
                        .caughtBy(
                                "C13_countingIsRefusedWhereItIsNotDeclared",
                                "statsEnable(true): refused=false, statsEnabled=false, STATISTICS declared=false"));
    }

    static List<Breakage> services() {
        return List.of(
                Breakage.of("creating it maps memory", MappingInConstructor::new)
                        .caughtBy("N10_creatingAnAllocatorDoesNextToNothing", "creation: residentBytes="),
                Breakage.of("capabilities can be taken away", () -> new Broken() {
                            private final Set<Capability> mine =
                                    EnumSet.of(Capability.REUSES_MEMORY, Capability.STATISTICS);

                            @Override
                            public Set<Capability> capabilities() {
                                return mine;
                            }
                        })
                        .caughtBy("N11_capabilitiesAreAlwaysTheSame", "capabilities: ["));
    }

    static List<Breakage> requests() {
        return List.of(
                Breakage.of("exhaustion throws", () -> new Broken() {
                            @Override
                            public long alloc(long byteSize) {
                                long address = super.alloc(byteSize);
                                if (address == 0 && byteSize > 0) {
                                    throw new OutOfMemoryError("nothing left");
                                }
                                return address;
                            }
                        })
                        .caughtBy(
                                "S03_aRequestPastTheAddressSpaceReturnsZero",
                                "java.lang.OutOfMemoryError: nothing left (expected no exception)"),
                Breakage.of("a failure is remembered until the next request", () -> new Broken() {
                            private volatile boolean failed;

                            @Override
                            public long alloc(long byteSize) {
                                long address = failed && byteSize > 0 ? 0 : super.alloc(byteSize);
                                failed = address == 0 && byteSize >= 1L << 48;
                                return address;
                            }
                        })
                        .caughtBy("S03_requestsThatFailDisturbNoOtherThread", "address=0x0 (expected a block)"),
                Breakage.of("a negative size is taken for a small one", () -> new Broken() {
                            @Override
                            public long alloc(long byteSize) {
                                return super.alloc(byteSize < 0 ? 8 : byteSize);
                            }
                        })
                        .caughtBy("S02_aNegativeSizeIsRefusedByAllocations", "alloc(-1): no exception"),
                Breakage.of("a size is cut to 32 bits", () -> new Broken() {
                            @Override
                            public long calloc(long count, long elementByteSize) {
                                boolean cut = count == 1 && elementByteSize >= 1L << 48;
                                return super.calloc(count, cut ? elementByteSize & 0xffff_ffffL : elementByteSize);
                            }
                        })
                        .caughtBy(
                                "S03_aRequestPastTheAddressSpaceReturnsZero", "calloc(1, 281474976710680): address=0x"),
                Breakage.of("an alignment of 24 is accepted", () -> new Broken() {
                            @Override
                            public long allocAligned(long byteSize, long byteAlignment) {
                                return super.allocAligned(byteSize, byteAlignment == 24 ? 32 : byteAlignment);
                            }
                        })
                        .caughtBy("A06_anInvalidAlignmentIsRefusedBeforeTheSize", "allocAligned(0, 24): no exception"),
                Breakage.of("a large node is not padded", () -> new Broken() {
                            @Override
                            public long allocNode(long byteSize) {
                                return byteSize > 256 && byteSize < 10_000
                                        ? super.allocAligned(byteSize, CacheLine.byteSize())
                                        : super.allocNode(byteSize);
                            }
                        })
                        .caughtBy("A08_noBlockOfAnotherThreadSharesACacheLineWithANode", "shares one with "),
                Breakage.of("free of address 0 throws", () -> new Broken() {
                            @Override
                            public void free(long address, long byteSize) {
                                if (address == 0) {
                                    throw new IllegalArgumentException("address=0x0, byteSize=" + byteSize);
                                }
                                super.free(address, byteSize);
                            }
                        })
                        .caughtBy("F01_freeingAddressZeroDoesNothing", "address=0x0"),
                Breakage.of("the usable size is one short", () -> new Broken() {
                            @Override
                            public long usableSize(long address) {
                                return Math.max(0, super.usableSize(address) - 1);
                            }
                        })
                        .caughtBy("U01_usableSizeIsAtLeastTheSizeAskedFor", "usableSize=23 (expected 24 or more)"));
    }

    /** Counters by thread id, with plain additions. */
    private static final class LosingUpdates extends Broken {
        private final long[] striped;
        private final LongAdder all = new LongAdder();

        LosingUpdates(int stripes) {
            striped = new long[stripes];
        }

        @Override
        public long alloc(long byteSize) {
            return allocated(super.alloc(byteSize));
        }

        @Override
        public long calloc(long count, long elementByteSize) {
            return allocated(super.calloc(count, elementByteSize));
        }

        @Override
        public long allocNode(long byteSize) {
            return allocated(super.allocNode(byteSize));
        }

        @Override
        public long allocAligned(long byteSize, long byteAlignment) {
            return allocated(super.allocAligned(byteSize, byteAlignment));
        }

        @Override
        public CcAllocSnapshot statsSnapshot() {
            long lost = all.sum() - Arrays.stream(striped).sum();
            return super.statsSnapshot().minus(new CcAllocSnapshot(lost, 0, 0, 0, 0));
        }

        private long allocated(long address) {
            if (address != 0) {
                striped[(int) Thread.currentThread().threadId() & (striped.length - 1)]++;
                all.increment();
            }
            return address;
        }
    }

    /** Instances that are all one. */
    private static final class SharedBooks extends ForwardingCcAllocator {
        private static final LibcAllocator ONE = new LibcAllocator();

        SharedBooks() {
            super(ONE);
        }
    }

    /** Its first region is there before anybody asks. */
    private static final class MappingInConstructor extends RegionAllocator {
        MappingInConstructor() {
            long start = MappedMemory.map(Samples.MIB);
            TouchedBlocks.touch(start, Samples.MIB);
        }
    }
}

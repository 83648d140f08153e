package org.ccalloc.tck;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/** Allocators that are right but for their heaps, which do one thing wrong. */
final class BrokenHeaps {

    private static final String CONTENT = "content after ";

    private BrokenHeaps() {}

    static List<Breakage> life() {
        return List.of(
                Breakage.of("closing a heap spoils a block of another", () -> new MakerOfSpoilers(Capability.HEAPS))
                        .caughtBy("E01_aHeapChangesNoBlockAndNoStatisticOfOthers", CONTENT)
                        .caughtBy("E07_closingAgainDoesNothing", CONTENT),
                Breakage.of(
                                "closing a heap spoils a block of its allocator",
                                () -> new MakerThatIsSpoilt(Capability.HEAPS))
                        .racy()
                        .caughtBy("E01_heapsThatComeAndGoDisturbNoOtherThread", CONTENT),
                of("heaps count for their allocator, too", CountedByMaker::new)
                        .withWrongCounts()
                        .caughtBy(
                                "E01_aHeapChangesNoBlockAndNoStatisticOfOthers",
                                "statistics of region after heaps were filled and closed"),
                Breakage.of("what a heap takes is counted for another that is open, too", MakerOfOneCount::new)
                        .withWrongCounts()
                        .caughtBy(
                                "E01_aHeapChangesNoBlockAndNoStatisticOfOthers",
                                "statistics of one after the other heap was filled"),
                of("closing forgets the memory", (allocator, options) -> new RegionHeap(allocator, options) {
                            @Override
                            protected void destroy() {
                                live.clear();
                            }
                        })
                        .caughtBy("E02_tenThousandHeapsReachAPlateau", "resident memory: bytes=")
                        .caughtBy("E02_largeAndAlignedBlocksOfClosedHeapsServeAgain", "resident memory: bytes="),
                Breakage.of("heaps past the 25th that is open keep 100 KiB when they are closed", MakerOfKeepers::new)
                        .caughtBy("E02_manyHeapsAtOnceReachAPlateau", "resident memory: bytes="),
                of("whatever is not null is owned", OwnerOfAll::new)
                        .caughtBy("E03_aHeapOwnsItsBlocksAndNoOthers", "owned=true (expected false)"),
                of("nodes are not owned", (allocator, options) -> new Around(new RegionHeap(allocator, options)) {
                            private final Set<Long> nodes = ConcurrentHashMap.newKeySet();

                            @Override
                            public long allocNode(long byteSize) {
                                long address = super.allocNode(byteSize);
                                nodes.add(address);
                                return address;
                            }

                            @Override
                            public boolean owns(long address) {
                                return !nodes.contains(address) && super.owns(address);
                            }
                        })
                        .caughtBy("E03_aHeapOwnsItsBlocksAndNoOthers", "owned=false (expected true)"),
                Breakage.of("the thousandth heap has no memory", MakerOfFew::new)
                        .caughtBy("E04_aThousandHeapsAreOpenAtOnce", "address=0x0 (expected a block)"),
                of("a heap serves the thread that made it", OfOneThread::new)
                        .caughtBy("E05_aHeapIsMadeUsedAndClosedByDifferentThreads", "address=0x0 (expected a block)")
                        .caughtBy("E05_threadsThatStayUseOneHeapAfterAnother", "address=0x0 (expected a block)"),
                Breakage.of("threads keep what they had of a heap that was closed", MakerWithStashes::new)
                        .racy()
                        .caughtBy("E05_threadsThatStayUseOneHeapAfterAnother", CONTENT),
                of("a closed heap has no memory", EmptyOnceClosed::new)
                        .caughtBy("E06_operationsOnAClosedHeapThrow", "alloc(0) on a closed heap: no exception"),
                of(
                                "a closed heap tells its footprint",
                                (allocator, options) -> new Around(new RegionHeap(allocator, options)) {
                                    @Override
                                    public long footprint() {
                                        return isClosed() ? 0 : super.footprint();
                                    }
                                })
                        .caughtBy("E06_operationsOnAClosedHeapThrow", "footprint on a closed heap: no exception"),
                of(
                                "a closed heap tells its highest footprint",
                                (allocator, options) -> new Around(new RegionHeap(allocator, options)) {
                                    @Override
                                    public long maxFootprint() {
                                        return isClosed() ? 0 : super.maxFootprint();
                                    }
                                })
                        .caughtBy("E06_operationsOnAClosedHeapThrow", "maxFootprint on a closed heap: no exception"),
                of(
                                "a closed heap has no blocks to visit",
                                (allocator, options) -> new Around(new RegionHeap(allocator, options)) {
                                    @Override
                                    public void walk(BlockVisitor visitor) {
                                        if (!isClosed()) {
                                            super.walk(visitor);
                                        }
                                    }
                                })
                        .caughtBy("E06_operationsOnAClosedHeapThrow", "walk on a closed heap: no exception"),
                of("closing resets the statistics", ResetByClosing::new)
                        .caughtBy(
                                "E06_nameAndStatisticsOutliveAHeap", "statistics of counted-heap after it was closed"));
    }

    static List<Breakage> kinds() {
        return List.of(
                of(
                                "a full heap takes more",
                                (allocator, options) -> new RegionHeap(allocator, options, new RegionAllocator()))
                        .caughtBy("E08_aFullHeapAnswersZeroAndServesAgainAfterFrees", "(expected 0 before that")
                        .caughtBy("E08_aBlockLargerThanTheHeapIsRefused", "(expected 0)"),
                of("a heap is full halfway to its limit", (allocator, options) -> new RegionHeap(allocator, options) {
                            @Override
                            protected long allocateBlock(long byteSize) {
                                return currentFootprint() + byteSize > footprintLimit() / 2
                                        ? 0
                                        : super.allocateBlock(byteSize);
                            }
                        })
                        .caughtBy(
                                "E08_aFullHeapAnswersZeroAndServesAgainAfterFrees", "(expected a total of 6291456 to "),
                of(
                                "a heap has room for large blocks in a part of it only",
                                (allocator, options) -> new RegionHeap(allocator, options) {
                                    @Override
                                    protected long allocateBlock(long byteSize) {
                                        return byteSize >= Samples.MIB
                                                        && currentFootprint() + byteSize > footprintLimit() / 2
                                                ? 0
                                                : super.allocateBlock(byteSize);
                                    }
                                })
                        .caughtBy(
                                "E08_aFullHeapAnswersZeroAndServesAgainAfterFrees",
                                "byteSize=1048576, total=4194304 (expected a total of 6291456 to "),
                of(
                                "a heap begins before the memory that it was given",
                                (allocator, options) -> new RegionHeap(
                                        allocator,
                                        options,
                                        options.memory()
                                                .<AbstractCcAllocator>map(
                                                        given -> new FirstFit(given.address() - 64, given.byteSize()))
                                                .orElseGet(RegionAllocator::new)))
                        .caughtBy("E09_blocksLieInsideTheGivenMemory", "heap inside given memory: address=0x"),
                of(
                                "a heap writes behind the memory that it was given",
                                (allocator, options) -> new RegionHeap(allocator, options) {
                                    @Override
                                    protected void destroy() {
                                        options.memory()
                                                .ifPresent(given -> RawMemory.putByte(
                                                        given.address() + given.byteSize(), (byte) 0));
                                        super.destroy();
                                    }
                                })
                        .caughtBy("E09_blocksLieInsideTheGivenMemory", "heap inside given memory: written address=0x"),
                of(
                                "a heap writes before the memory that it was given",
                                (allocator, options) -> new RegionHeap(allocator, options) {
                                    @Override
                                    protected long allocateBlock(long byteSize) {
                                        options.memory()
                                                .ifPresent(given -> RawMemory.putByte(given.address() - 1, (byte) 0));
                                        return super.allocateBlock(byteSize);
                                    }
                                })
                        .caughtBy("E09_blocksLieInsideTheGivenMemory", "heap inside given memory: written address=0x"),
                of("a walk passes over large blocks", (allocator, options) -> new RegionHeap(allocator, options) {
                            @Override
                            protected void walkBlocks(BlockVisitor visitor) {
                                super.walkBlocks((address, byteSize) -> {
                                    if (byteSize < Samples.MIB) {
                                        visitor.visit(address, byteSize);
                                    }
                                });
                            }
                        })
                        .caughtBy("E10_aWalkVisitsEveryLiveBlockOnce", "walk: missed={"),
                of(
                                "the footprint is that of blocks that were freed",
                                (allocator, options) -> new RegionHeap(allocator, options) {
                                    @Override
                                    protected long currentFootprint() {
                                        return highestFootprint() - super.currentFootprint();
                                    }
                                })
                        .caughtBy("E11_theFootprintCoversTheLiveBlocks", "footprint: footprint=0, maxFootprint="),
                of("the footprint is what a heap may take", (allocator, options) -> new RegionHeap(allocator, options) {
                            @Override
                            protected long currentFootprint() {
                                return footprintLimit();
                            }

                            @Override
                            protected long highestFootprint() {
                                return footprintLimit();
                            }
                        })
                        .caughtBy(
                                "E11_theFootprintCoversTheLiveBlocks",
                                "footprint: maxFootprint=9223372036854775807, live bytes at most="),
                of("the footprint never falls", (allocator, options) -> new RegionHeap(allocator, options) {
                            @Override
                            protected long currentFootprint() {
                                return highestFootprint();
                            }
                        })
                        .caughtBy(
                                "E11_theFootprintFallsWhenALargeBlockIsFreedAndTheHeapTrimmed",
                                "(expected half of that or less"),
                Breakage.of("heaps have one footprint, all together", MakerOfOneFootprint::new)
                        .caughtBy("E11_anotherHeapChangesNoFootprint", "footprint after another heap was filled"),
                Breakage.of("makes heaps of a kind that it does not declare", () -> new Broken() {
                            @Override
                            public Set<Capability> capabilities() {
                                return Set.of(Capability.REUSES_MEMORY, Capability.STATISTICS);
                            }
                        })
                        .caughtBy(
                                "E12_whatIsNotDeclaredIsRefusedByName",
                                "newHeap: no exception (expected an UnsupportedOperationException that names HEAPS)"));
    }

    private static Breakage of(String what, BiFunction<CcAllocator, HeapOptions, CcHeap> heaps) {
        return Breakage.of(what, () -> new RegionAllocator() {
            @Override
            protected CcHeap createHeap(HeapOptions options) {
                return heaps.apply(this, options);
            }
        });
    }

    /** For what a heap's base class has final. */
    abstract static class Around extends ForwardingCcAllocator implements CcHeap {
        private final CcHeap heap;

        Around(CcHeap heap) {
            super(heap);
            this.heap = heap;
        }

        @Override
        public boolean owns(long address) {
            return heap.owns(address);
        }

        @Override
        public long footprint() {
            return heap.footprint();
        }

        @Override
        public long maxFootprint() {
            return heap.maxFootprint();
        }

        @Override
        public long footprintLimit() {
            return heap.footprintLimit();
        }

        @Override
        public long maxByteAlignment() {
            return heap.maxByteAlignment();
        }

        @Override
        public void walk(BlockVisitor visitor) {
            heap.walk(visitor);
        }

        @Override
        public boolean isClosed() {
            return heap.isClosed();
        }

        @Override
        public void close() {
            heap.close();
        }
    }

    private static final class CountedByMaker extends Around {
        private final CcAllocator maker;

        CountedByMaker(CcAllocator maker, HeapOptions options) {
            super(new RegionHeap(maker, options));
            this.maker = maker;
        }

        @Override
        public long alloc(long byteSize) {
            maker.free(maker.alloc(8), 8);
            return super.alloc(byteSize);
        }
    }

    static final class OwnerOfAll extends RegionHeap {
        OwnerOfAll(CcAllocator allocator, HeapOptions options) {
            super(allocator, options);
        }

        @Override
        protected boolean ownsBlock(long address) {
            return true;
        }
    }

    static final class EmptyOnceClosed extends Around {
        EmptyOnceClosed(CcAllocator allocator, HeapOptions options) {
            super(new RegionHeap(allocator, options));
        }

        @Override
        public long alloc(long byteSize) {
            return isClosed() ? 0 : super.alloc(byteSize);
        }
    }

    static final class ResetByClosing extends Around {
        ResetByClosing(CcAllocator allocator, HeapOptions options) {
            super(new RegionHeap(allocator, options));
        }

        @Override
        public void close() {
            CcAllocSnapshot _ = statsReset();
            super.close();
        }
    }

    static final class OfOneThread extends RegionHeap {
        private final Thread owner = Thread.currentThread();

        OfOneThread(CcAllocator allocator, HeapOptions options) {
            super(allocator, options);
        }

        @Override
        protected long allocateBlock(long byteSize) {
            return Thread.currentThread().equals(owner) ? super.allocateBlock(byteSize) : 0;
        }
    }

    private static final class MakerOfOneCount extends RegionAllocator {
        private final Set<CcHeap> open = ConcurrentHashMap.newKeySet();

        @Override
        protected CcHeap createHeap(HeapOptions options) {
            RegionHeap made = new RegionHeap(this, options);
            open.add(made);
            return new Around(made) {
                @Override
                public long alloc(long byteSize) {
                    open.stream()
                            .filter(other -> !other.equals(made))
                            .findFirst()
                            .ifPresent(other -> other.free(other.alloc(byteSize), byteSize));
                    return super.alloc(byteSize);
                }

                @Override
                public void close() {
                    open.remove(made);
                    super.close();
                }
            };
        }
    }

    private static final class MakerOfOneFootprint extends RegionAllocator {
        private final Set<RegionHeap> heaps = ConcurrentHashMap.newKeySet();

        @Override
        protected CcHeap createHeap(HeapOptions options) {
            RegionHeap made = new RegionHeap(this, options) {
                @Override
                protected long currentFootprint() {
                    return heaps.stream()
                            .flatMap(heap -> heap.live.values().stream())
                            .mapToLong(Long::longValue)
                            .sum();
                }
            };
            heaps.add(made);
            return made;
        }
    }

    /** Has a table for few heaps, and another one for each of those that are open besides, of which it is never rid. */
    private static final class MakerOfKeepers extends RegionAllocator {
        private static final int FEW = 25;
        private static final long TABLE_BYTE_SIZE = 100 * Samples.KIB;

        private final AtomicInteger open = new AtomicInteger();
        private final Queue<Long> tables = new ConcurrentLinkedQueue<>();

        @Override
        protected CcHeap createHeap(HeapOptions options) {
            if (open.incrementAndGet() > FEW) {
                long table = MappedMemory.map(TABLE_BYTE_SIZE);
                RawMemory.fill(table, TABLE_BYTE_SIZE, (byte) 1);
                tables.add(table);
            }
            return new RegionHeap(this, options) {
                @Override
                protected void destroy() {
                    open.decrementAndGet();
                    super.destroy();
                }
            };
        }

        @Override
        public void close() {
            super.close();
            tables.forEach(table -> MappedMemory.unmap(table, TABLE_BYTE_SIZE));
        }
    }

    private static final class MakerOfFew extends RegionAllocator {
        private final AtomicInteger made = new AtomicInteger();

        @Override
        protected CcHeap createHeap(HeapOptions options) {
            boolean oneTooMany = made.incrementAndGet() >= 1000;
            return new RegionHeap(this, options) {
                @Override
                protected long allocateBlock(long byteSize) {
                    return oneTooMany ? 0 : super.allocateBlock(byteSize);
                }
            };
        }
    }

    /**
     * A thread keeps the block that it freed last, for its next request. The heap that is closed takes this block back, but
     * the thread does not know.
     */
    private static final class MakerWithStashes extends RegionAllocator {
        private final RegionAllocator shared = new RegionAllocator();
        private final ThreadLocal<Long> stash = ThreadLocal.withInitial(() -> 0L);

        @Override
        protected CcHeap createHeap(HeapOptions options) {
            Set<Long> stashed = ConcurrentHashMap.newKeySet();
            return new RegionHeap(this, options, shared) {
                @Override
                protected void destroy() {
                    live.keySet().forEach(shared::freeUnsized);
                    stashed.forEach(shared::freeUnsized);
                    live.clear();
                }

                @Override
                protected long allocateBlock(long byteSize) {
                    checkOpen();
                    long kept = stash.get();
                    if (kept == 0 || shared.usableSize(kept) < byteSize) {
                        return super.allocateBlock(byteSize);
                    }
                    stash.set(0L);
                    stashed.remove(kept);
                    live.put(kept, shared.usableSize(kept));
                    return kept;
                }

                @Override
                protected void freeUnsizedBlock(long address) {
                    long kept = stash.get();
                    if (kept != 0 && stashed.remove(kept)) {
                        shared.freeUnsized(kept);
                    }
                    live.remove(address);
                    stashed.add(address);
                    stash.set(address);
                }
            };
        }

        @Override
        public void close() {
            super.close();
            shared.close();
        }
    }
}

package org.ccalloc.tck;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/** Allocators whose heaps that grow are right, while those of another kind do one thing wrong in their life. */
final class BrokenHeapKinds {

    private BrokenHeapKinds() {}

    static List<Breakage> life() {
        return Stream.of(Capability.FIXED_CAPACITY, Capability.CALLER_MEMORY)
                .flatMap(kind -> lifeOf(kind).stream())
                .toList();
    }

    private static List<Breakage> lifeOf(Capability kind) {
        String where = "[kind of heap: " + kind + "]";
        return List.of(
                Breakage.of("closing a heap spoils a block of another " + where, () -> new MakerOfSpoilers(kind))
                        .caughtBy("E01_aHeapChangesNoBlockAndNoStatisticOfOthers", where)
                        .caughtBy("E07_closingAgainDoesNothing", where),
                Breakage.of(
                                "closing a heap spoils a block of its allocator " + where,
                                () -> new MakerThatIsSpoilt(kind))
                        .racy()
                        .caughtBy("E01_heapsThatComeAndGoDisturbNoOtherThread", where),
                Breakage.of("closing forgets the books " + where, () -> new MakerOfBooks(kind, 32 * Samples.KIB))
                        .caughtBy("E02_tenThousandHeapsReachAPlateau", where),
                Breakage.of("closing forgets large books " + where, () -> new MakerOfBooks(kind, 4 * Samples.MIB))
                        .caughtBy("E02_largeAndAlignedBlocksOfClosedHeapsServeAgain", where),
                of("whatever is not null is owned " + where, kind, BrokenHeaps.OwnerOfAll::new)
                        .caughtBy("E03_aHeapOwnsItsBlocksAndNoOthers", where),
                of("a heap serves the thread that made it " + where, kind, BrokenHeaps.OfOneThread::new)
                        .caughtBy("E05_aHeapIsMadeUsedAndClosedByDifferentThreads", where)
                        .caughtBy("E05_threadsThatStayUseOneHeapAfterAnother", where),
                of("a closed heap has no memory " + where, kind, BrokenHeaps.EmptyOnceClosed::new)
                        .caughtBy("E06_operationsOnAClosedHeapThrow", where),
                of("closing resets the statistics " + where, kind, BrokenHeaps.ResetByClosing::new)
                        .caughtBy("E06_nameAndStatisticsOutliveAHeap", where));
    }

    private static Breakage of(String what, Capability kind, BiFunction<CcAllocator, HeapOptions, CcHeap> heaps) {
        return Breakage.of(what, () -> new RegionAllocator() {
            @Override
            protected CcHeap createHeap(HeapOptions options) {
                return options.requiredCapability() == kind ? heaps.apply(this, options) : super.createHeap(options);
            }
        });
    }

    /** A heap of the kind has books, which stay when it is closed. */
    private static final class MakerOfBooks extends RegionAllocator {
        private final Queue<Long> books = new ConcurrentLinkedQueue<>();
        private final Capability kind;
        private final long byteSize;

        MakerOfBooks(Capability kind, long byteSize) {
            this.kind = kind;
            this.byteSize = byteSize;
        }

        @Override
        protected CcHeap createHeap(HeapOptions options) {
            if (options.requiredCapability() == kind) {
                long ofHeap = MappedMemory.map(byteSize);
                RawMemory.fill(ofHeap, byteSize, (byte) 1);
                books.add(ofHeap);
            }
            return super.createHeap(options);
        }

        @Override
        public void close() {
            super.close();
            books.forEach(ofHeap -> MappedMemory.unmap(ofHeap, byteSize));
        }
    }
}

package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRunsTest {

    private static final long PAGE = Region.PAGE_BYTE_SIZE;
    private static final int ALL = Region.USABLE_PAGE_COUNT;

    private final PageRuns runs = new PageRuns();

    /** By address. */
    private final Map<Long, Region> regions = new ConcurrentHashMap<>();

    private final Listener memory = new Listener();

    /** Tells what was done with memory, and does it as thoroughly as the system may: what was discarded reads as something else. */
    private static final class Listener implements PageRuns.Memory {
        private final Map<Long, Long> discarded = new TreeMap<>();
        private final List<Region> released = new ArrayList<>();

        @Override
        public void discard(long address, long byteSize) {
            discarded.put(address, byteSize);
            for (long page = address; page < address + byteSize; page += PAGE) {
                RawMemory.putLong(page, 0xdeadL);
            }
        }

        @Override
        public void release(Region region) {
            released.add(region);
        }

        long discardedPages() {
            return discarded.values().stream().mapToLong(Long::longValue).sum() / PAGE;
        }
    }

    @AfterEach
    void giveBack() {
        regions.keySet().forEach(region -> MimallocLibrary.free(region, Region.BYTE_SIZE));
    }

    private long allocateInNew(int pages) {
        return allocateIn(MimallocLibrary.mallocAligned(Region.BYTE_SIZE, Region.BYTE_SIZE), pages);
    }

    private long allocateIn(long memory, int pages) {
        Region region = runs.add(memory);
        regions.put(memory, region);
        return runs.allocateIn(region, pages);
    }

    private Region regionOf(long block) {
        return Objects.requireNonNull(regions.get(Region.addressAround(block)));
    }

    private void free(long block) {
        runs.free(regionOf(block), block);
    }

    private long usableSize(long block) {
        return runs.usableSize(regionOf(block), block);
    }

    private boolean resize(long block, int pages) {
        return runs.resize(regionOf(block), block, pages);
    }

    @Test
    void withoutARegionThereIsNothing() {
        assertThat(runs.allocate(1)).isZero();
        assertThat(runs.allocate(ALL)).isZero();
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.discarded).isEmpty();
    }

    @Test
    void aRegionKnowsItsOwner() {
        long block = allocateInNew(5);
        assertThat(regionOf(block).owner()).isSameAs(runs);
        assertThat(regionOf(block).address()).isEqualTo(Region.addressAround(block));
        assertThat(Region.usableSizeIn(block)).isEqualTo(5 * PAGE);
    }

    @Test
    void aBlockLiesInItsRegionBehindTheRecordsAndOnAPage() {
        long block = allocateInNew(ALL);
        long region = Region.addressAround(block);
        assertThat(block % PAGE).isZero();
        assertThat(block + ALL * PAGE).isEqualTo(region + Region.BYTE_SIZE);
        // 8 bytes for each page of 4 KiB.
        assertThat(block - region).isEqualTo(Region.BYTE_SIZE / 512);
        RawMemory.fill(block, ALL * PAGE, (byte) -1);
        assertThat(usableSize(block)).isEqualTo(ALL * PAGE);
        assertThat(runs.allocate(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 15, 16, 17, 100, 1000, 8191, 8192, ALL - 1, ALL})
    void aRegionCanBeCutIntoBlocksAndIsWholeAgainAfterwards(int pages) {
        List<Long> blocks = new ArrayList<>();
        for (long block = allocateInNew(pages); block != 0; block = runs.allocate(pages)) {
            assertThat(usableSize(block)).isEqualTo(pages * PAGE);
            blocks.add(block);
        }
        assertThat(blocks).doesNotHaveDuplicates().hasSize(ALL / pages);
        // Every second one first, so that neighbours on both sides are joined.
        for (int step = 0; step < 2; step++) {
            for (int i = step; i < blocks.size(); i += 2) {
                free(blocks.get(i));
            }
        }
        assertThat(runs.allocate(ALL)).isNotZero();
    }

    @Test
    void aFreeRunOfTheRequestsOwnClassServesIfItIsLongEnough() {
        long first = allocateInNew(1030);
        long _ = runs.allocate(1);
        long second = runs.allocate(1025);
        long _ = runs.allocate(1);
        free(first);
        free(second);
        // 1025 and 1030 are of one class, and the last freed comes first.
        assertThat(runs.allocate(1028)).isEqualTo(first + 2 * PAGE);
        assertThat(runs.allocate(1025)).isEqualTo(second);
    }

    @Test
    void aBlockGrowsIntoWhatIsFreeBehindItAndShrinksInPlace() {
        long behind = allocateInNew(10);
        long block = runs.allocate(10);
        RawMemory.putLong(block, 42);
        assertThat(resize(block, 11)).isFalse();
        free(behind);
        assertThat(resize(block, 21)).isFalse();
        assertThat(resize(block, 11)).isTrue();
        assertThat(usableSize(block)).isEqualTo(11 * PAGE);
        assertThat(resize(block, 20)).isTrue();
        assertThat(resize(block, 21)).as("the region ends there").isFalse();
        assertThat(resize(block, 1)).isTrue();
        assertThat(usableSize(block)).isEqualTo(PAGE);
        assertThat(RawMemory.getLong(block)).isEqualTo(42);
        assertThat(runs.allocate(19)).as("what was cut off").isEqualTo(block + PAGE);
        free(block + PAGE);
        free(block);
        assertThat(runs.allocate(ALL)).isNotZero();
    }

    @Test
    void whatIsNoBlockIsRefused() {
        long block = allocateInNew(4);
        for (long address : new long[] {
            block + 8, block + PAGE, Region.addressAround(block), Region.addressAround(block) + PAGE, block - PAGE
        }) {
            assertThatThrownBy(() -> free(address))
                    .as("0x%x", address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0x" + Long.toHexString(address));
        }
        free(block);
        assertThatThrownBy(() -> free(block)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usableSize(block)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> resize(block, 1)).isInstanceOf(IllegalArgumentException.class);
        // The lock was given up each time.
        assertThat(runs.allocate(ALL)).isNotZero();
    }

    // ---------------------------------------------------------------------------------------------- purging

    @Test
    void whatWasFreedBeforeTheLastPurgeIsPurged() {
        long kept = allocateInNew(100);
        long block = runs.allocate(200);
        free(block);
        assertThat(runs.purge(memory, false)).as("too new").isTrue();
        assertThat(memory.discarded).isEmpty();
        assertThat(runs.purge(memory, false)).as("nothing left").isFalse();
        // With what had never been used, which it is one run with by now.
        assertThat(memory.discardedPages()).isEqualTo(ALL - 100);
        assertThat(memory.released).isEmpty();
        memory.discarded.clear();
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.discarded).as("once is enough").isEmpty();
        free(kept);
    }

    @Test
    void askedForAllItPurgesWhatIsNewToo() {
        long block = allocateInNew(100);
        free(runs.allocate(200));
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.discardedPages()).isEqualTo(ALL - 100);
        free(block);
    }

    @Test
    void whatIsFreedBehindPagesThatAreJustPurgedIsPurgedTheNextTime() {
        long _ = allocateInNew(100);
        long behind = runs.allocate(100);
        long block = runs.allocate(100);
        long _ = runs.allocate(ALL - 300);
        free(block);
        boolean left = runs.purge(
                new PageRuns.Memory() {
                    @Override
                    public void discard(long address, long byteSize) {
                        free(behind);
                    }

                    @Override
                    public void release(Region region) {
                        throw new AssertionError();
                    }
                },
                true);
        assertThat(left).isTrue();
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.discarded).containsOnly(Map.entry(block, 200 * PAGE));
    }

    @Test
    void whatABlockLeavesOfTheFreePagesBehindItIsPurgedAsBefore() {
        long behind = allocateInNew(100);
        long block = runs.allocate(100);
        free(behind);
        assertThat(resize(block, 120)).isTrue();
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.discarded).containsEntry(behind + 20 * PAGE, 80 * PAGE);
    }

    @Test
    void pagesThatAreUsedAgainAndAgainDoNotKeepTheirNeighboursResident() {
        long _ = allocateInNew(100);
        long block = runs.allocate(1000);
        free(block);
        boolean _ = runs.purge(memory, false);
        for (int i = 0; i < 10; i++) {
            free(runs.allocate(10));
        }
        assertThat(runs.purge(memory, false)).isFalse();
        assertThat(memory.discardedPages()).isEqualTo(ALL - 100);
    }

    @Test
    void anEmptyRegionIsReleasedAndAnotherIsNot() {
        long block = allocateInNew(100);
        long other = allocateInNew(100);
        free(block);
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.released).containsExactly(regionOf(block));
        long again = runs.allocate(ALL - 100);
        assertThat(Region.addressAround(again)).isEqualTo(Region.addressAround(other));
        assertThat(runs.allocate(1)).isZero();
        free(again);
        free(other);
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.released).containsExactlyInAnyOrderElementsOf(regions.values());
        assertThat(runs.allocate(1)).isZero();
    }

    @Test
    void manyRunsArePurgedThoughOnlySomeAreTakenOutAtOnce() {
        List<Long> blocks = new ArrayList<>();
        for (long block = allocateInNew(10); block != 0; block = runs.allocate(10)) {
            blocks.add(block);
        }
        for (int i = 0; i < blocks.size(); i += 2) {
            free(blocks.get(i));
        }
        assertThat(runs.purge(memory, true)).isFalse();
        assertThat(memory.discarded.keySet()).hasSizeGreaterThan(700);
        assertThat(memory.discardedPages()).isGreaterThanOrEqualTo((blocks.size() + 1) / 2 * 10L);
    }

    /** What is cut from a run may leave a few pages, of which it is not known when they were freed. */
    @Test
    void purgingEndsThoughOthersFreeAllTheTime() {
        List<Long> blocks = new ArrayList<>();
        for (long block = allocateInNew(22); block != 0; block = runs.allocate(22)) {
            blocks.add(block);
        }
        free(blocks.get(3));
        free(blocks.get(6));
        long[] hot = {runs.allocate(20)};
        int[] discards = {0};
        var busy = new PageRuns.Memory() {
            @Override
            public void discard(long address, long byteSize) {
                assertThat(discards[0]++).isLessThan(1000);
                long block = hot[0] != 0 ? hot[0] : runs.allocate(20);
                hot[0] = 0;
                free(block);
            }

            @Override
            public void release(Region region) {
                throw new AssertionError();
            }
        };
        assertThat(runs.purge(busy, true)).as("something is left").isTrue();
    }

    @Test
    void whatIsBeingPurgedIsNoBlock() {
        long _ = allocateInNew(100);
        long block = runs.allocate(200);
        free(block);
        long first = runs.allocate(ALL - 100);
        free(first);
        List<Long> purged = new ArrayList<>();
        boolean _ = runs.purge(
                new PageRuns.Memory() {
                    @Override
                    public void discard(long address, long byteSize) {
                        purged.add(address);
                        assertThatThrownBy(() -> free(address)).isInstanceOf(IllegalArgumentException.class);
                    }

                    @Override
                    public void release(Region region) {
                        throw new AssertionError();
                    }
                },
                true);
        assertThat(purged).containsExactly(first);
    }

    /** So that nobody is refused a request because of what somebody else has taken out. */
    @Test
    void whoPurgesWaitsForWhoIsPurging() throws Exception {
        long _ = allocateInNew(100);
        free(runs.allocate(200));
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            List<Future<Long>> allocated = new ArrayList<>();
            boolean _ = runs.purge(
                    new PageRuns.Memory() {
                        @Override
                        public void discard(long address, long byteSize) {
                            assertThat(runs.isBeingPurged()).isTrue();
                            assertThat(runs.allocate(ALL - 100)).isZero();
                            CountDownLatch begun = new CountDownLatch(1);
                            allocated.add(executor.submit(() -> {
                                begun.countDown();
                                boolean _ = runs.purge(memory, true);
                                return runs.allocate(ALL - 100);
                            }));
                            awaitUninterruptibly(begun);
                        }

                        @Override
                        public void release(Region region) {
                            throw new AssertionError();
                        }
                    },
                    true);
            assertThat(allocated).hasSize(1);
            assertThat(allocated.getFirst().get()).isNotZero();
        }
        assertThat(runs.isBeingPurged()).isFalse();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasTakenOutComesBackThoughTheSystemFails() {
        long block = allocateInNew(100);
        free(runs.allocate(200));
        assertThatThrownBy(() -> runs.purge(
                        new PageRuns.Memory() {
                            @Override
                            public void discard(long address, long byteSize) {
                                throw new IllegalStateException("no");
                            }

                            @Override
                            public void release(Region region) {
                                throw new AssertionError();
                            }
                        },
                        true))
                .isInstanceOf(IllegalStateException.class);
        free(block);
        assertThat(runs.allocate(ALL)).isNotZero();
    }

    @Test
    void aBlockIsClaimedOnceByThoseWhoDoNotHaveItsRegion() {
        long block = allocateInNew(10);
        Region.claim(block);
        for (long address : new long[] {block, block + 8, block + PAGE, Region.addressAround(block) + PAGE}) {
            assertThatThrownBy(() -> Region.claim(address)).isInstanceOf(IllegalArgumentException.class);
        }
        free(block);
        long again = runs.allocate(10);
        assertThat(again).isEqualTo(block);
        Region.claim(again);
    }

    // ------------------------------------------------------------------------------------ random operations

    /** Blocks, their lengths, and what is in their first and last word. */
    private final class Model {
        private final RandomGenerator random;
        private final TreeMap<Long, Integer> blocks = new TreeMap<>();

        Model(long seed) {
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        }

        void step(int mostBlocks) {
            if (blocks.size() < mostBlocks && random.nextInt(3) > 0) {
                int pages = 1 + random.nextInt(1 << random.nextInt(11));
                long block = runs.allocate(pages);
                if (block != 0) {
                    add(block, pages);
                }
            } else if (!blocks.isEmpty()) {
                long block = someBlock();
                check(block);
                if (random.nextInt(4) > 0) {
                    blocks.remove(block);
                    free(block);
                } else {
                    int pages = 1 + random.nextInt(2 * blocks.getOrDefault(block, 0));
                    if (resize(block, pages)) {
                        add(block, pages);
                    } else {
                        assertThat(pages).isGreaterThan(blocks.getOrDefault(block, 0));
                        check(block);
                    }
                }
            }
        }

        private long someBlock() {
            Long above = blocks.ceilingKey(random.nextLong(blocks.firstKey(), blocks.lastKey() + 1));
            return above == null ? blocks.firstKey() : above;
        }

        private void add(long block, int pages) {
            blocks.put(block, pages);
            RawMemory.putLong(block, block ^ pages);
            RawMemory.putLong(block + pages * PAGE - Long.BYTES, block ^ pages);
        }

        void check(long block) {
            int pages = blocks.getOrDefault(block, 0);
            assertThat(usableSize(block)).isEqualTo(pages * PAGE);
            assertThat(RawMemory.getLong(block)).isEqualTo(block ^ pages);
            assertThat(RawMemory.getLong(block + pages * PAGE - Long.BYTES)).isEqualTo(block ^ pages);
        }

        void checkAll() {
            long end = 0;
            for (Map.Entry<Long, Integer> block : blocks.entrySet()) {
                assertThat(block.getKey()).isGreaterThanOrEqualTo(end);
                check(block.getKey());
                end = block.getKey() + block.getValue() * PAGE;
            }
        }

        void freeAll() {
            checkAll();
            blocks.keySet().forEach(PageRunsTest.this::free);
            blocks.clear();
        }
    }

    private void purgeButKeepRegions(Listener listener, boolean all) {
        boolean _ = runs.purge(listener, all);
        listener.released.forEach(region -> free(allocateIn(region.address(), 1)));
        listener.released.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverIsDoneBlocksAreApartAndAllComesBack(long seed) {
        free(allocateInNew(1));
        free(allocateInNew(1));
        Model model = new Model(seed);
        for (int i = 0; i < 20_000; i++) {
            model.step(200);
            if (i % 1000 == 0) {
                model.checkAll();
                purgeButKeepRegions(memory, i % 2000 == 0);
            }
        }
        model.freeAll();
        assertThat(runs.allocate(ALL)).isNotZero();
        assertThat(runs.allocate(ALL)).isNotZero();
        assertThat(runs.allocate(1)).isZero();
    }

    @Test
    void threadsDoNotGetEachOthersPages() throws Exception {
        for (int i = 0; i < 3; i++) {
            free(allocateInNew(1));
        }
        int threads = 4;
        AtomicInteger atWork = new AtomicInteger(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads + 1)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                Model model = new Model(thread);
                futures.add(executor.submit(() -> {
                    try {
                        for (int i = 0; i < 100_000; i++) {
                            model.step(60);
                        }
                        model.freeAll();
                    } finally {
                        atWork.decrementAndGet();
                    }
                }));
            }
            futures.add(executor.submit(() -> {
                var pages = new Listener();
                while (atWork.get() > 0) {
                    purgeButKeepRegions(pages, true);
                }
            }));
            for (Future<?> future : futures) {
                future.get();
            }
        }
        for (int i = 0; i < 3; i++) {
            assertThat(runs.allocate(ALL)).isNotZero();
        }
        assertThat(runs.allocate(1)).isZero();
    }
}

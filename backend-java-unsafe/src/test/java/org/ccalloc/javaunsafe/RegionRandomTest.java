package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a region that is full most of the time, against a model that knows what is in each block. */
class RegionRandomTest {
    private static final long BYTE_SIZE = 1 << 20;

    private final long memory = Memory.allocate(BYTE_SIZE);
    private final RegionMemory region = RegionMemory.over(memory, BYTE_SIZE);

    @AfterEach
    void theRegionIsOneBlockAgain() {
        assertThat(region.checkInvariants()).isZero();
        assertThat(region.allocate(BYTE_SIZE - 64, 8)).isNotZero();
        Memory.release(memory);
    }

    private record Block(long address, long byteSize, byte pattern) {

        void write(long from) {
            for (long i = from; i < byteSize; i++) {
                Memory.putByte(address + i, pattern);
            }
        }

        void check(long most) {
            for (long i = 0; i < Math.min(most, byteSize); i++) {
                if (Memory.getByte(address + i) != pattern) {
                    throw new AssertionError(this + ": overwritten at " + i);
                }
            }
        }
    }

    /** What one thread has of the region. */
    private final class Model {
        private final RandomGenerator random;
        private final List<Block> live = new ArrayList<>();
        private int refused;

        Model(long seed) {
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        }

        void step(int most) {
            if (!live.isEmpty() && (live.size() > most || random.nextInt(4) == 0)) {
                free(random.nextInt(live.size()));
            } else if (!live.isEmpty() && random.nextInt(3) == 0) {
                resize(random.nextInt(live.size()));
            } else {
                allocate();
            }
        }

        /** Small ones mostly. */
        private long byteSize() {
            return 1 + random.nextLong(1L << (4 + random.nextInt(random.nextInt(4) == 0 ? 12 : 6)));
        }

        private void allocate() {
            long alignment = random.nextInt(4) == 0 ? 1L << random.nextInt(14) : 8;
            long byteSize = byteSize();
            long address = region.allocate(byteSize, alignment);
            if (address == 0) {
                refused++;
                return;
            }
            assertThat(address % Math.max(16, alignment)).isZero();
            assertThat(address).isBetween(memory, memory + BYTE_SIZE - byteSize);
            assertThat(region.usableSize(address)).isGreaterThanOrEqualTo(byteSize);
            add(new Block(address, byteSize, (byte) random.nextInt()));
        }

        private void add(Block block) {
            block.write(0);
            live.add(block);
        }

        private void resize(int index) {
            Block block = live.get(index);
            long byteSize = byteSize();
            if (region.resize(block.address, byteSize)) {
                block.check(byteSize);
                Block resized = new Block(block.address, byteSize, block.pattern);
                resized.write(Math.min(byteSize, block.byteSize));
                live.set(index, resized);
            } else {
                block.check(block.byteSize);
            }
        }

        private void free(int index) {
            Block block = live.get(index);
            live.set(index, live.getLast());
            live.removeLast();
            block.check(block.byteSize);
            region.free(block.address, block.byteSize);
        }

        void freeAll() {
            while (!live.isEmpty()) {
                free(live.size() - 1);
            }
        }

        /** The same blocks, no less and no more. */
        void compareWithWalk() {
            var expected = new TreeMap<Long, Long>();
            live.forEach(block -> expected.put(block.address, region.usableSize(block.address)));
            var visited = new TreeMap<Long, Long>();
            region.walk(visited::put);
            assertThat(visited).isEqualTo(expected);
            assertThat(region.checkInvariants()).isEqualTo(expected.size());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void blocksAreWhereTheModelHasThemAndKeepTheirContent(long seed) {
        var model = new Model(seed);
        for (int i = 0; i < 40_000; i++) {
            model.step(seed % 2 == 0 ? Integer.MAX_VALUE : 300);
            if (i % 100 == 0) {
                model.compareWithWalk();
            }
        }
        assertThat(model.refused > 0).as("was full").isEqualTo(seed % 2 == 0);
        model.freeAll();
    }

    @Test
    void threadsKeepOutOfEachOthersBlocks() throws Exception {
        int threads = 4;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            workOn(executor, threads);
        }
    }

    @Test
    void virtualThreadsKeepOutOfEachOthersBlocks() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            workOn(executor, 50);
        }
    }

    private void workOn(ExecutorService executor, int tasks) throws Exception {
        var results = new ArrayList<Future<?>>();
        for (int task = 0; task < tasks; task++) {
            var model = new Model(task);
            results.add(executor.submit(() -> {
                for (int i = 0; i < 200_000 / tasks; i++) {
                    model.step(2000 / tasks);
                    if (i % 1000 == 0) {
                        region.checkInvariants();
                    }
                }
                model.freeAll();
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
    }
}

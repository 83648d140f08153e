package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remote frees and adoption; after each test the tiers agree with each other. */
class ThreadHeapsTest {
    private static final int MIB = 1 << 20;

    private final TieredMemory memory = TieredMemory.ofAtMost(1L << 30);

    private static <T> T inThread(boolean virtual, Callable<T> work) throws Exception {
        var task = new FutureTask<T>(work);
        Thread thread =
                virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().start(task);
        T result = task.get();
        thread.join();
        return result;
    }

    private List<Long> take(long byteSize, int count) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(memory.allocate(byteSize));
        }
        assertThat(blocks).doesNotContain(0L);
        return blocks;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatOthersFreedIsHandedOutAgain(boolean virtual) throws Exception {
        int count = 4 * MIB / 1000;
        List<Long> blocks = take(1000, count);
        long held = memory.reservedByteSize();
        for (int round = 0; round < 20; round++) {
            List<Long> freed = blocks;
            inThread(virtual, () -> {
                freed.forEach(memory::free);
                return freed;
            });
            blocks = take(1000, count);
        }
        assertThat(memory.reservedByteSize()).isEqualTo(held);
        blocks.forEach(memory::free);
        memory.checkInvariants();
    }

    @Test
    void aNewThreadTakesTheHeapOfOneThatHasEnded() throws Exception {
        List<Long> blocks = inThread(false, () -> take(1000, 3 * MIB / 1000));
        long held = memory.reservedByteSize();
        // Freed by a thread that has no heap, while the heap they belong to has no thread.
        blocks.forEach(memory::free);
        for (int round = 0; round < 20; round++) {
            inThread(false, () -> {
                take(1000, 3 * MIB / 1000).forEach(memory::free);
                return true;
            });
        }
        assertThat(memory.reservedByteSize()).isEqualTo(held);
        memory.checkInvariants();
    }

    @Test
    void aThreadTakesOverHeapsOfEndedThreadsBeforeItAsksForMore() throws Exception {
        memory.free(memory.allocate(16));
        List<List<Long>> blocks = new ArrayList<>();
        // All at once, so that each has a heap of its own.
        var ended = new ArrayList<FutureTask<List<Long>>>();
        for (int i = 0; i < 4; i++) {
            ended.add(new FutureTask<>(() -> take(1000, 3 * MIB / 1000)));
        }
        for (Thread thread : ended.stream().map(Thread.ofPlatform()::start).toList()) {
            thread.join();
        }
        for (FutureTask<List<Long>> task : ended) {
            blocks.add(task.get());
        }
        long held = memory.reservedByteSize();
        // Every second one, so that no slab is empty.
        Set<Long> live = new HashSet<>();
        for (List<Long> ofThread : blocks) {
            for (int i = 0; i < ofThread.size(); i++) {
                if (i % 2 == 0) {
                    memory.free(ofThread.get(i));
                } else {
                    live.add(ofThread.get(i));
                }
            }
        }
        List<Long> more = take(1000, 5 * MIB / 1000);
        assertThat(memory.reservedByteSize()).isEqualTo(held);
        assertThat(more).doesNotHaveDuplicates().doesNotContainAnyElementsOf(live);
        memory.checkInvariants();
        more.forEach(memory::free);
        live.forEach(memory::free);
        memory.trim();
        memory.checkInvariants();
    }

    @Test
    void emptySlabsOfOneClassServeAllOthersBeforeTheSystemIsAsked() {
        // One of each class: each keeps a slab, and together they fill several arenas.
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            memory.free(memory.allocate(SizeClasses.unitByteSize(sizeClass)));
        }
        long held = memory.reservedByteSize();
        List<Long> blocks = take(2 * MIB, (int) (held / 2 / (4 * MIB)));
        assertThat(memory.reservedByteSize()).isEqualTo(held);
        blocks.forEach(memory::free);
        blocks = take(1000, (int) (held / 2 / 1000 * 8 / 10));
        assertThat(memory.reservedByteSize()).isEqualTo(held);
        blocks.forEach(memory::free);
        memory.checkInvariants();
    }

    @Test
    void theOnlySlabOfAClassIsKeptAndGoesWhenThereIsAnother() {
        long block = memory.allocate(1000);
        for (int i = 0; i < 3; i++) {
            memory.free(block);
            assertThat(memory.checkInvariants()).isOne();
            assertThat(memory.allocate(1000)).isEqualTo(block);
        }
        // Three slabs full, then empty: one of them is left.
        List<Long> blocks = take(1000, 3 * SizeClasses.capacity(SizeClasses.of(1000)) - 1);
        assertThat(memory.checkInvariants()).isEqualTo(3);
        memory.free(block);
        blocks.forEach(memory::free);
        assertThat(memory.checkInvariants()).isOne();
        memory.trim();
        assertThat(memory.checkInvariants()).isZero();
    }

    @Test
    void aKeptSlabGoesWhenOneThatWasFullHasRoomAgain() {
        List<Long> blocks = take(1000, SizeClasses.capacity(SizeClasses.of(1000)));
        // In a second slab, which is the only one with room, and kept.
        memory.free(memory.allocate(1000));
        assertThat(memory.checkInvariants()).isEqualTo(2);
        memory.free(blocks.removeFirst());
        assertThat(memory.checkInvariants()).isOne();
        blocks.forEach(memory::free);
        assertThat(memory.checkInvariants()).isOne();
    }

    @Test
    void manyThreadsLeaveFewHeaps() throws Exception {
        for (int i = 0; i < 500; i++) {
            inThread(false, () -> {
                memory.free(memory.allocate(64));
                return true;
            });
        }
        assertThat(memory.checkInvariants()).isLessThan(10);
        assertThat(memory.reservedByteSize()).isLessThan(3 * Chunk.BYTE_SIZE);
    }

    /**
     * Threads that come and go, each of which allocates, frees its own and others' blocks, and leaves some behind. Every
     * block holds its address, from end to end, so that one that is handed out twice is noticed.
     */
    @Test
    void nothingIsLostOrHandedOutTwiceWhileThreadsComeAndGo() throws Exception {
        var handedOver = new ArrayBlockingQueue<Long>(4096);
        var failures = new ConcurrentLinkedQueue<Throwable>();
        for (int generation = 0; generation < 40; generation++) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                long seed = generation * 100L + i;
                Runnable work = () -> {
                    try {
                        churn(new SplittableRandom(seed), handedOver);
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                };
                threads.add(
                        i == 5
                                ? Thread.ofVirtual().start(work)
                                : Thread.ofPlatform().start(work));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            memory.checkInvariants();
        }
        for (Long block = handedOver.poll(); block != null; block = handedOver.poll()) {
            giveBack(block);
        }
        memory.trim();
        memory.checkInvariants();
        // Whatever has no slab any more is one large run again.
        assertThat(inThread(false, memory::checkInvariants)).isZero();
    }

    private void churn(SplittableRandom random, ArrayBlockingQueue<Long> handedOver) {
        List<Long> own = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            long byteSize = random.nextInt(100) == 0 ? random.nextInt(16, 200_000) : random.nextInt(16, 600);
            long block = memory.allocate(byteSize);
            Memory.putLong(block, block);
            Memory.putLong(block + 8, byteSize);
            Memory.putLong(block + ((byteSize - 8) & -8), byteSize < 24 ? byteSize : block);
            if (random.nextInt(3) > 0 || !handedOver.offer(block)) {
                own.add(block);
            }
            if (own.size() > 200) {
                giveBack(own.remove(random.nextInt(own.size())));
            }
            Long others = handedOver.poll();
            if (others != null) {
                giveBack(others);
            }
        }
        // Some outlive the thread.
        own.stream().filter(block -> !handedOver.offer(block)).forEach(this::giveBack);
    }

    private void giveBack(long block) {
        long byteSize = Memory.getLong(block + 8);
        if (Memory.getLong(block) != block
                || (byteSize >= 24 && Memory.getLong(block + ((byteSize - 8) & -8)) != block)) {
            throw new AssertionError("block 0x" + Long.toHexString(block) + " was overwritten");
        }
        memory.free(block);
    }
}

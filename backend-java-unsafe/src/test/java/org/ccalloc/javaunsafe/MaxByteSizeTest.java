package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.nativelibrary.SystemPages;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaxByteSizeTest {
    private static final long MIB = 1 << 20;

    /** Allocates until it gets nothing, frees, and does it again. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            CcAllocator allocator = CcAllocators.named("java-unsafe");
            for (int round = 0; round < 3; round++) {
                Deque<Long> blocks = new ArrayDeque<>();
                long byteSize = Long.parseLong(arguments[0]);
                for (long block = allocator.alloc(byteSize); block != 0; block = allocator.alloc(byteSize)) {
                    blocks.add(block);
                }
                System.out.println("blocks=" + blocks.size());
                blocks.forEach(block -> allocator.free(block, byteSize));
            }
        }
    }

    private static ChildJvm child(String max) {
        return new ChildJvm(Probe.class, JavaUnsafeAllocator.class, CcAllocator.class)
                .flags("-D" + MaxByteSize.PROPERTY + "=" + max, "--enable-native-access=ALL-UNNAMED");
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 100_000, 1_000_000, 6_000_000})
    void aProgramGetsNothingPastTheMostAndServesAgainAfterFrees(long byteSize) throws Exception {
        ChildJvm.Result result = child("" + 64 * MIB).run("" + byteSize);
        List<String> lines = result.output()
                .lines()
                .filter(line -> line.startsWith("blocks="))
                .toList();
        assertThat(lines).as(result.output()).hasSize(3);
        assertThat(lines.get(1)).isEqualTo(lines.get(0));
        assertThat(lines.get(2)).isEqualTo(lines.get(0));
        long blocks = Long.parseLong(lines.getFirst().substring("blocks=".length()));
        assertThat(blocks).isPositive();
        assertThat(blocks * byteSize).isLessThan(64 * MIB);
    }

    @Test
    void aValueThatIsNoNumberOfBytesIsOneClearError() throws Exception {
        ChildJvm.Result result = child("64M").run("1000");
        assertThat(result.output())
                .contains("setting: ccalloc.java-unsafe.max-bytes=64M (expected a number of bytes from 1 to")
                .doesNotContain("ExceptionInInitializerError", "blocks=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1e6", " 5", "64M", "9223372036854775808"})
    void onlyNumbersOfBytesAreTaken(String value) {
        assertThatThrownBy(() -> MaxByteSize.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-bytes=" + value + " (expected a number of bytes");
    }

    @Test
    void aNumberOfBytesIsTaken() {
        assertThat(MaxByteSize.parse("1")).isOne();
        assertThat(MaxByteSize.parse("" + Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLastByteMayBeTakenAndNoneAfterIt() {
        var reservations = new Reservations(1000, SystemPages.current());
        long first = reservations.reserve(600);
        assertThat(first).isNotZero();
        assertThat(reservations.reserve(401)).isZero();
        long second = reservations.reserve(400);
        assertThat(second).isNotZero();
        assertThat(reservations.byteSize()).isEqualTo(1000);
        assertThat(reservations.reserve(1)).isZero();
        reservations.release(first, 600);
        reservations.release(second, 400);
        assertThat(reservations.byteSize()).isZero();
    }

    @Test
    void threadsTogetherNeverHoldMoreThanTheMost() throws Exception {
        long most = 100 * MIB;
        TieredMemory memory = TieredMemory.ofAtMost(most);
        List<FutureTask<Long>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            long seed = thread;
            tasks.add(new FutureTask<>(() -> churn(memory, new SplittableRandom(seed))));
            Thread.ofPlatform().start(tasks.get(thread));
        }
        for (FutureTask<Long> task : tasks) {
            assertThat(task.get()).isLessThanOrEqualTo(most);
        }
        memory.checkInvariants();
    }

    private static long churn(TieredMemory memory, SplittableRandom random) {
        long greatest = 0;
        Deque<Long> blocks = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            // Units of slabs, page runs and direct blocks.
            long byteSize = 1L << random.nextInt(4, 24);
            long block = memory.allocate(byteSize);
            greatest = Math.max(greatest, memory.reservedByteSize());
            if (block != 0) {
                blocks.add(block);
            }
            if (block == 0 || blocks.size() > 200) {
                Long oldest = blocks.poll();
                if (oldest != null) {
                    memory.free(oldest);
                }
            }
        }
        blocks.forEach(memory::free);
        return greatest;
    }
}

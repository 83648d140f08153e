package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the system cannot be told about pages there are none of these. */
@DisabledOnOs(OS.WINDOWS)
class LargeBlocksTest {

    private static final long KIBIBYTE = 1 << 10;
    private static final long MEBIBYTE = 1 << 20;

    private final CcAllocator allocator = new MimallocAllocator();

    @ParameterizedTest
    @ValueSource(longs = {32 * KIBIBYTE, 32 * KIBIBYTE + 1, 100_000, MEBIBYTE, 5 * MEBIBYTE + 1, 32 * MEBIBYTE})
    void largeBlocksAreWholePages(long byteSize) {
        long block = allocator.allocOrThrow(byteSize);
        assertThat(LargeBlocks.contains(block)).isTrue();
        assertThat(allocator.usableSize(block)).isEqualTo((byteSize + 4095) / 4096 * 4096);
        RawMemory.fill(block, allocator.usableSize(block), (byte) 1);
        allocator.free(block, byteSize);
        long aligned = allocator.allocAlignedOrThrow(byteSize, 4096);
        assertThat(LargeBlocks.contains(aligned)).isTrue();
        assertThat(aligned % 4096).isZero();
        allocator.freeUnsized(aligned);
    }

    @Test
    void smallerAndLargerBlocksAndMoreAlignedOnesAreMimallocsOwn() {
        for (long byteSize : new long[] {1, 32 * KIBIBYTE - 1, 32 * MEBIBYTE + 1}) {
            long block = allocator.allocOrThrow(byteSize);
            assertThat(LargeBlocks.contains(block)).isFalse();
            allocator.free(block, byteSize);
        }
        long aligned = allocator.allocAlignedOrThrow(MEBIBYTE, 8192);
        assertThat(aligned % 8192).isZero();
        assertThat(LargeBlocks.contains(aligned)).isFalse();
        allocator.free(aligned, MEBIBYTE);
        long zeroed = allocator.callocOrThrow(1, MEBIBYTE);
        assertThat(LargeBlocks.contains(zeroed)).isFalse();
        allocator.free(zeroed, MEBIBYTE);
    }

    /** A node is padded; what it was asked for is what its free goes by. */
    @Test
    void aNodeThatIsLargeByItsPaddingIsFreedBySmallSize() {
        for (long byteSize = 32 * KIBIBYTE - 2 * CacheLine.byteSize(); byteSize <= 32 * KIBIBYTE; byteSize++) {
            long node = allocator.allocNodeOrThrow(byteSize);
            assertThat(LargeBlocks.contains(node)).isEqualTo(byteSize > 32 * KIBIBYTE - CacheLine.byteSize());
            assertThat(node % CacheLine.byteSize()).isZero();
            allocator.free(node, byteSize);
            assertThat(LargeBlocks.contains(node, byteSize)).isEqualTo(LargeBlocks.contains(node));
        }
    }

    @Test
    void whatWasFreedServesTheNextRequest() {
        long block = allocator.allocOrThrow(7 * MEBIBYTE + 5);
        allocator.free(block, 7 * MEBIBYTE + 5);
        long again = allocator.allocOrThrow(7 * MEBIBYTE + 5);
        assertThat(again).isEqualTo(block);
        allocator.free(again, 7 * MEBIBYTE + 5);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 4096, 65536})
    void reallocationKeepsContentFromSmallToHugeAndBack(long byteAlignment) {
        long[] byteSizes = {
            100,
            70_000,
            30_000,
            200_000,
            199_000,
            3 * MEBIBYTE,
            40 * MEBIBYTE,
            30 * MEBIBYTE,
            32_768,
            32_767,
            8,
            100_000
        };
        long byteSize = 8;
        long block = allocator.allocAlignedOrThrow(byteSize, byteAlignment);
        RawMemory.putLong(block, 0x1234_5678_9abc_def0L);
        for (long newByteSize : byteSizes) {
            long last = Math.min(byteSize, newByteSize) - Long.BYTES;
            RawMemory.putLong(block + last, last == 0 ? RawMemory.getLong(block) : last);
            block = allocator.reallocAligned(block, byteSize, newByteSize, byteAlignment);
            assertThat(block % byteAlignment).isZero();
            assertThat(RawMemory.getLong(block)).isEqualTo(0x1234_5678_9abc_def0L);
            assertThat(last == 0 ? 0 : RawMemory.getLong(block + last)).isEqualTo(last);
            assertThat(allocator.usableSize(block)).isGreaterThanOrEqualTo(newByteSize);
            byteSize = newByteSize;
            boolean isLarge = byteSize >= 32 * KIBIBYTE && byteSize <= 32 * MEBIBYTE && byteAlignment <= 4096;
            assertThat(LargeBlocks.contains(block)).isEqualTo(isLarge);
        }
        allocator.free(block, byteSize);
    }

    @Test
    void aBlockThatShrinksBelowLargeDoesNotStay() {
        long block = allocator.allocOrThrow(100_000);
        assertThat(allocator.resizeInPlace(block, 100_000, 1000)).isFalse();
        long moved = allocator.realloc(block, 100_000, 1000);
        assertThat(LargeBlocks.contains(moved)).isFalse();
        allocator.free(moved, 1000);
    }

    @Test
    void aBlockIsResizedInPlaceWhereThereIsRoom() {
        long block = allocator.allocOrThrow(10 * MEBIBYTE);
        assertThat(allocator.resizeInPlace(block, 10 * MEBIBYTE, 2 * MEBIBYTE)).isTrue();
        assertThat(allocator.usableSize(block)).isEqualTo(2 * MEBIBYTE);
        assertThat(allocator.resizeInPlace(block, 2 * MEBIBYTE, 9 * MEBIBYTE)).isTrue();
        assertThat(allocator.realloc(block, 9 * MEBIBYTE, 9 * MEBIBYTE + MEBIBYTE / 2))
                .isEqualTo(block);
        assertThat(allocator.resizeInPlace(block, 9 * MEBIBYTE + MEBIBYTE / 2, 33 * MEBIBYTE))
                .isFalse();
        allocator.free(block, 9 * MEBIBYTE + MEBIBYTE / 2);
    }

    @Test
    void aSecondFreeIsRefusedAsLongAsThePlaceIsFree() {
        long block = allocator.allocOrThrow(100_000);
        allocator.free(block, 100_000);
        assertThatThrownBy(() -> allocator.free(block, 100_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x" + Long.toHexString(block));
    }

    /** Blocks of many threads, each freed by another one. */
    @Test
    void threadsPassBlocksOn() throws Exception {
        int threads = 4;
        int rounds = 2_000;
        long[][] passed = new long[threads][rounds];
        CountDownLatch allocated = new CountDownLatch(threads);
        List<Thread> all = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int own = thread;
            Thread started = new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    long byteSize = byteSize(own, i);
                    passed[own][i] = allocator.allocOrThrow(byteSize);
                    RawMemory.putLong(passed[own][i], own * (long) rounds + i);
                    RawMemory.putLong(passed[own][i] + byteSize - Long.BYTES, i);
                }
                allocated.countDown();
                try {
                    allocated.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                int other = (own + 1) % threads;
                for (int i = 0; i < rounds; i++) {
                    assertThat(RawMemory.getLong(passed[other][i])).isEqualTo(other * (long) rounds + i);
                    assertThat(RawMemory.getLong(passed[other][i] + byteSize(other, i) - Long.BYTES))
                            .isEqualTo(i);
                    allocator.free(passed[other][i], byteSize(other, i));
                }
            });
            started.setUncaughtExceptionHandler((_, failure) -> {
                synchronized (failures) {
                    failures.add(failure);
                }
            });
            all.add(started);
            started.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    private static long byteSize(int thread, int i) {
        return 32 * KIBIBYTE + (thread * 31L + i * 7919L) % 50_000 / 8 * 8;
    }
}

package org.ccalloc.lwjgl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.lwjgl.system.MemoryUtil.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.MemoryUtil.MemoryAllocator;

/** LWJGL itself on our memory; after each test as many blocks were freed as allocated, and there were some. */
class CcMemoryAllocatorTest {

    private static final CcAllocator MEMORY = CcAllocators.get();

    private CcAllocSnapshot before = CcAllocSnapshot.ZERO;

    /** C functions, and what LWJGL needs to make them, are made once and stay. */
    @BeforeAll
    static void makeFunctions() {
        assertThat(allocator().getMalloc()).isNotZero();
        MEMORY.statsEnable(true);
    }

    @BeforeEach
    void look() {
        before = MEMORY.statsSnapshot();
    }

    @AfterEach
    void allBlocksWereOursAndCameBack() {
        CcAllocSnapshot did = MEMORY.statsSnapshot().minus(before);
        assertThat(did.allocCount()).isPositive();
        assertThat(did.freeCount()).isEqualTo(did.allocCount());
    }

    private static MemoryAllocator allocator() {
        return MemoryUtil.getAllocator();
    }

    private static long blocks(CcAllocSnapshot since) {
        return MEMORY.statsSnapshot().minus(since).allocCount();
    }

    @Test
    void lwjglHasTakenUsByTheProperty() {
        assertThat(allocator())
                .isInstanceOfSatisfying(
                        CcMemoryAllocator.class,
                        ours -> assertThat(ours.memory()).isSameAs(MEMORY));
        MemoryUtil.nmemFree(MemoryUtil.nmemAlloc(1));
    }

    @Test
    void buffersOfAllKindsAreBlocks() {
        ByteBuffer bytes = MemoryUtil.memAlloc(100);
        IntBuffer integers = MemoryUtil.memCallocInt(25);
        PointerBuffer pointers = MemoryUtil.memAllocPointer(3);
        ByteBuffer text = MemoryUtil.memUTF8("ccalloc");
        assertThat(blocks(before)).isEqualTo(4);
        for (int i = 0; i < 25; i++) {
            assertThat(integers.get(i)).isZero();
        }
        assertThat(MemoryUtil.memUTF8(MemoryUtil.memAddress(text))).isEqualTo("ccalloc");
        bytes.putInt(0, 42);
        bytes = MemoryUtil.memRealloc(bytes, 10_000);
        assertThat(bytes.capacity()).isEqualTo(10_000);
        assertThat(bytes.getInt(0)).isEqualTo(42);
        MemoryUtil.memFree(bytes);
        MemoryUtil.memFree(integers);
        MemoryUtil.memFree(pointers);
        MemoryUtil.memFree(text);
    }

    @Test
    void aStackLivesInABlock() {
        long block = MemoryUtil.nmemAllocChecked(4096);
        MemoryStack stack = MemoryStack.ncreate(block, 4096);
        try (MemoryStack frame = stack.push()) {
            IntBuffer integers = frame.ints(1, 2, 3);
            assertThat(MemoryUtil.memAddress(integers)).isBetween(block, block + 4096);
            assertThat(integers.get(2)).isEqualTo(3);
        }
        MemoryUtil.nmemFree(block);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 16, 64, 4096, 1 << 20})
    void alignedBuffersAreAligned(int alignment) {
        ByteBuffer buffer = MemoryUtil.memAlignedAlloc(alignment, 3 * alignment);
        assertThat(MemoryUtil.memAddress(buffer) % alignment).isZero();
        MemoryUtil.memAlignedFree(buffer);
    }

    @Test
    void anAlignmentThatIsNoPowerOfTwoIsNotServed() {
        assertThat(allocator().aligned_alloc(24, 48)).isZero();
        assertThat(allocator().aligned_alloc(0, 48)).isZero();
        assertThat(allocator().aligned_alloc(Long.MIN_VALUE, 48)).isZero();
        MemoryUtil.nmemFree(MemoryUtil.nmemAlloc(1));
    }

    @Test
    void aSizeThatOverflowsOrIsNegativeAsASizeInCIsNull() {
        long block = MemoryUtil.nmemAlloc(8);
        assertThat(MemoryUtil.nmemCalloc(1L << 62, 4)).isZero();
        assertThat(MemoryUtil.nmemCalloc(-1, 2)).isZero();
        assertThat(MemoryUtil.nmemAlloc(-1)).isZero();
        assertThat(MemoryUtil.nmemAlignedAlloc(16, -1)).isZero();
        assertThat(MemoryUtil.nmemRealloc(block, -1)).isZero();
        MemoryUtil.nmemFree(block);
    }

    @Test
    void lwjglMakesNullAnOutOfMemoryError() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> MemoryUtil.nmemAllocChecked(Long.MAX_VALUE));
        MemoryUtil.nmemFree(MemoryUtil.nmemAlloc(1));
    }

    @Test
    void aBlockOfNoBytesIsABlock() {
        long one = MemoryUtil.nmemAlloc(0);
        long other = MemoryUtil.nmemCalloc(0, 8);
        long aligned = MemoryUtil.nmemAlignedAlloc(64, 0);
        assertThat(one).isNotZero();
        assertThat(other).isNotZero().isNotEqualTo(one);
        assertThat(aligned).isNotZero();
        MemoryUtil.nmemFree(one);
        MemoryUtil.nmemFree(other);
        MemoryUtil.nmemAlignedFree(aligned);
        MemoryUtil.nmemFree(NULL);
    }

    @Test
    void reallocHasItsTwoEnds() {
        long block = MemoryUtil.nmemRealloc(NULL, 8);
        assertThat(block).isNotZero();
        RawMemory.putLong(block, 42);
        for (long size : new long[] {9, 100, 5000, 1 << 20, 5000, 100, 8}) {
            block = MemoryUtil.nmemRealloc(block, size);
            assertThat(RawMemory.getLong(block)).isEqualTo(42);
            RawMemory.putByte(block + size - 1, RawMemory.getByte(block + size - 1));
        }
        assertThat(MemoryUtil.nmemRealloc(block, 0)).isZero();
    }

    @Test
    void aSmallReallocStaysAndALargeOneGivesMemoryBack() {
        long block = MemoryUtil.nmemAlloc(1 << 16);
        assertThat(MemoryUtil.nmemRealloc(block, (1 << 16) - 1)).isEqualTo(block);
        long small = MemoryUtil.nmemRealloc(block, 16);
        assertThat(MEMORY.usableSize(small)).isLessThan(1 << 15);
        MemoryUtil.nmemFree(small);
    }

    @Test
    void theFunctionsDoInCWhatTheOperationsDo() {
        MemoryAllocator allocator = allocator();
        long block = JNI.invokePP(40L, allocator.getMalloc());
        assertThat(block).isNotZero();
        RawMemory.putLong(block, 42);
        block = JNI.invokePPP(block, 4000L, allocator.getRealloc());
        assertThat(RawMemory.getLong(block)).isEqualTo(42);
        JNI.invokePV(block, allocator.getFree());
        long zeroed = JNI.invokePPP(3L, 8L, allocator.getCalloc());
        assertThat(RawMemory.getLong(zeroed + 16)).isZero();
        JNI.invokePV(zeroed, allocator.getFree());
        assertThat(JNI.invokePPP(1L << 62, 4L, allocator.getCalloc())).isZero();
        long aligned = JNI.invokePPP(4096L, 10L, allocator.getAlignedAlloc());
        assertThat(aligned % 4096).isZero();
        JNI.invokePV(aligned, allocator.getAlignedFree());
        assertThat(blocks(before)).isEqualTo(4);
    }

    /** Of a thread that C has made: {@code malloc} is its body, and what that returns its result. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadThatTheJvmDoesNotKnowAllocatesAndFrees() throws Throwable {
        long block = inNewThread(allocator().getMalloc(), 4000);
        assertThat(block).isNotZero();
        RawMemory.fill(block, 4000, (byte) 7);
        inNewThread(allocator().getFree(), block);
        assertThat(blocks(before)).isEqualTo(1);
    }

    @SuppressWarnings("restricted")
    private static long inNewThread(long function, long argument) throws Throwable {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        MethodHandle create = linker.downcallHandle(
                libc.findOrThrow("pthread_create"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG));
        MethodHandle join = linker.downcallHandle(
                libc.findOrThrow("pthread_join"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment thread = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            assertThat((int) create.invokeExact(thread, 0L, function, argument)).isZero();
            assertThat((int) join.invokeExact(thread.get(ValueLayout.JAVA_LONG, 0), result))
                    .isZero();
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }
}

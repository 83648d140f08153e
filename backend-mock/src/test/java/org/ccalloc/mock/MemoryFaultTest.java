package org.ccalloc.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program does wrong is an exception that says what, where, and who had the block. */
class MemoryFaultTest {

    static final List<ReuseOrder> ORDERS = List.of(
            ReuseOrder.DEFAULT, new ReuseOrder.Never(), new ReuseOrder.LastFreedFirst(), new ReuseOrder.Random(7));

    private final MockAllocator mock = MockAllocator.create();

    private long allocateForty() {
        return mock.alloc(40);
    }

    private void free(long address, long byteSize) {
        mock.free(address, byteSize);
    }

    @ParameterizedTest
    @FieldSource("ORDERS")
    void aSecondFreeNamesTheAllocationAndTheFirst(ReuseOrder order) {
        MockAllocator ordered = MockAllocator.builder().reuseOrder(order).build();
        long block = ordered.alloc(40);
        ordered.free(block, 40);
        expect(MemoryFault.DOUBLE_FREE, () -> ordered.free(block, 40));
        expect(MemoryFault.DOUBLE_FREE, () -> ordered.freeUnsized(block));
    }

    @Test
    void theTracesAreThoseOfTheProgram() {
        long block = allocateForty();
        free(block, 40);
        MemoryFaultException fault = expect(MemoryFault.DOUBLE_FREE, () -> mock.freeUnsized(block));
        assertThat(fault.allocationTrace().getFirst().getMethodName()).isEqualTo("allocateForty");
        assertThat(fault.freeTrace().getFirst().getMethodName()).isEqualTo("free");
        assertThat(fault.getStackTrace()[0].getClassName()).isEqualTo(MemoryFaultTest.class.getName());
        assertThat(fault)
                .hasMessageContainingAll(
                        "double free: operation=freeUnsized, block by alloc, byteSize=40",
                        "offset=0x20, number=1 (expected a live block)",
                        "allocated by thread \"main\":\n    at ",
                        "MemoryFaultTest.allocateForty(",
                        "first freed by thread \"main\":\n    at ",
                        "MemoryFaultTest.free(",
                        "noticed by thread \"main\", now:");
        assertThat(fault.allocationTrace())
                .noneMatch(frame -> frame.getClassName().startsWith("org.junit."));
    }

    @Test
    void theFirstFreeIsNamedNotALaterOne() {
        long block = allocateForty();
        free(block, 40);
        expect(MemoryFault.DOUBLE_FREE, () -> mock.freeUnsized(block));
        MemoryFaultException second = expect(MemoryFault.DOUBLE_FREE, () -> mock.freeUnsized(block));
        assertThat(second.freeTrace().getFirst().getMethodName()).isEqualTo("free");
    }

    @Test
    void aFreedBlockIsNotResizedNorMeasured() {
        long block = allocateForty();
        free(block, 40);
        expect(MemoryFault.USE_AFTER_FREE, () -> mock.realloc(block, 40, 80));
        expect(MemoryFault.USE_AFTER_FREE, () -> mock.reallocAligned(block, 40, 80, 64));
        expect(MemoryFault.USE_AFTER_FREE, () -> mock.resizeInPlace(block, 40, 48));
        expect(MemoryFault.USE_AFTER_FREE, () -> mock.usableSize(block));
    }

    @Test
    void aBlockThatAReallocMovedIsFreed() {
        long block = allocateForty();
        long moved = mock.realloc(block, 40, 41);
        expect(MemoryFault.DOUBLE_FREE, () -> mock.free(block, 40));
        mock.free(moved, 41);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 39, 40, -1, -32})
    void anInteriorPointerNamesTheBlock(long blockOffset) {
        long block = allocateForty();
        assertThat(expect(MemoryFault.INTERIOR_POINTER, () -> mock.freeUnsized(block + blockOffset)))
                .hasMessageContaining("which is block offset " + blockOffset + ", block by alloc, byteSize=40");
        mock.free(block, 40);
    }

    @Test
    void aForeignPointerIsNoBlock() {
        try (MockAllocator other = MockAllocator.create()) {
            long block = other.alloc(8);
            assertThat(expect(MemoryFault.FOREIGN_POINTER, () -> mock.free(block, 8)))
                    .hasMessageContaining("address=0x" + Long.toHexString(block));
            other.free(block, 8);
        }
        expect(MemoryFault.FOREIGN_POINTER, () -> mock.free(16, 8));
    }

    @Test
    void anotherSizeIsRefusedAndLeavesTheBlock() {
        long block = allocateForty();
        assertThat(expect(MemoryFault.WRONG_SIZE, () -> mock.free(block, 41)))
                .hasMessageContaining("operation=free, byteSize=41")
                .hasMessageContaining("(expected 40, the size last asked for)");
        expect(MemoryFault.WRONG_SIZE, () -> mock.realloc(block, 39, 100));
        expect(MemoryFault.WRONG_SIZE, () -> mock.resizeInPlace(block, 39, 41));
        mock.free(block, 40);
    }

    @Test
    void nodesAndAlignedBlocksAreFreedWithTheSizeAskedForNotThePadded() {
        long node = mock.allocNode(40);
        long aligned = mock.allocAligned(40, 64);
        expect(MemoryFault.WRONG_SIZE, () -> mock.free(node, 64));
        expect(MemoryFault.WRONG_SIZE, () -> mock.free(node, 128));
        expect(MemoryFault.WRONG_SIZE, () -> mock.free(aligned, 64));
        mock.free(node, 40);
        mock.free(aligned, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 13, 16, 40, 1000, 20_000, 300_000})
    void aByteAfterTheBlockIsAnOverrun(long byteSize) {
        long block = mock.alloc(byteSize);
        RawMemory.putByte(block + byteSize, (byte) 7);
        assertThat(expect(MemoryFault.OVERRUN, () -> mock.free(block, byteSize)))
                .hasMessageContaining("byte at block offset " + byteSize + "=0x7 (was 0xfb)");
        mock.free(block, byteSize);
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 64, 4096, 65_536})
    void aByteBeforeTheBlockIsAnUnderrun(long byteAlignment) {
        for (long byteSize : new long[] {1, 40, 20_000}) {
            long block = mock.allocAligned(byteSize, byteAlignment);
            RawMemory.putByte(block - 1, (byte) 7);
            assertThat(expect(MemoryFault.UNDERRUN, () -> mock.free(block, byteSize)))
                    .hasMessageContaining("byte at block offset -1=0x7");
            mock.free(block, byteSize);
        }
    }

    @Test
    void aResizeMovesTheGuard() {
        long block = allocateForty();
        assertThat(mock.resizeInPlace(block, 40, 48)).isTrue();
        RawMemory.fill(block, 48, (byte) 1);
        assertThat(mock.resizeInPlace(block, 48, 20)).isTrue();
        RawMemory.putByte(block + 20, (byte) 1);
        expect(MemoryFault.OVERRUN, () -> mock.realloc(block, 20, 30));
        mock.free(block, 20);
    }

    @Test
    void aWriteAfterFreeIsNoticedWhenTheMemoryIsUsedAgain() {
        MockAllocator immediate = MockAllocator.builder()
                .reuseOrder(new ReuseOrder.LastFreedFirst())
                .build();
        long block = immediate.alloc(40);
        immediate.free(block, 40);
        RawMemory.putByte(block + 39, (byte) 7);
        assertThat(expect(MemoryFault.WRITE_AFTER_FREE, () -> immediate.alloc(40)))
                .hasMessageContaining("byte at block offset 39=0x7 (was 0xdf), block by alloc, byteSize=40")
                .hasMessageContaining("first freed by thread");
        assertThat(immediate.alloc(40)).as("serves again").isEqualTo(block);
        immediate.free(block, 40);
    }

    @ParameterizedTest
    @FieldSource("ORDERS")
    void aWriteAfterFreeIsNoticedByACheckAndAtTheEnd(ReuseOrder order) {
        MockAllocator ordered = MockAllocator.builder().reuseOrder(order).build();
        long block = ordered.alloc(40);
        ordered.free(block, 40);
        RawMemory.putByte(block, (byte) 7);
        expect(MemoryFault.WRITE_AFTER_FREE, ordered::check);
        assertThatCode(ordered::check).as("told once").doesNotThrowAnyException();
        RawMemory.putByte(block, (byte) 7);
        expect(MemoryFault.WRITE_AFTER_FREE, ordered::close);
    }

    @Test
    void aLeakIsNoticedAtTheEndWithThePlaceOfTheAllocation() {
        mock.free(mock.alloc(8), 8);
        allocateForty();
        MemoryFaultException leak = expect(MemoryFault.LEAK, mock::close);
        assertThat(leak)
                .hasMessageContainingAll(
                        "leak: blocks=1, bytes=40", "alloc: byteSize=40", "number=2", "allocateForty(");
        assertThatCode(mock::close).as("the second time").doesNotThrowAnyException();
    }

    @Test
    void aFaultThatSomebodySwallowedIsThrownAtTheEnd() {
        long block = allocateForty();
        MemoryFaultException swallowed = expect(MemoryFault.WRONG_SIZE, () -> mock.free(block, 8));
        mock.free(block, 40);
        assertThatExceptionOfType(MemoryFaultException.class)
                .isThrownBy(mock::close)
                .isSameAs(swallowed);
    }

    @Test
    void aFaultThatWasTakenIsNot() {
        long block = allocateForty();
        MemoryFaultException fault = expect(MemoryFault.WRONG_SIZE, () -> mock.free(block, 8));
        mock.free(block, 40);
        assertThat(mock.takeFaults()).containsExactly(fault);
        assertThatCode(mock::close).doesNotThrowAnyException();
    }

    @Test
    void severalFaultsAtTheEndComeTogether() {
        long one = mock.alloc(8);
        long other = mock.alloc(8);
        RawMemory.putByte(one + 8, (byte) 1);
        RawMemory.putByte(other - 1, (byte) 1);
        MemoryFaultException first = expect(MemoryFault.OVERRUN, mock::close);
        assertThat(first.getSuppressed())
                .extracting(suppressed -> ((MemoryFaultException) suppressed).fault())
                .containsExactly(MemoryFault.UNDERRUN, MemoryFault.LEAK);
    }

    @Test
    void aMockThatHasEndedSaysWhoseItWas() {
        MockAllocator ended = MockAllocator.builder().owner("test of x").build();
        ended.close();
        assertThatIllegalStateException().isThrownBy(() -> ended.alloc(1)).withMessageContaining("owner=test of x");
        assertThatIllegalStateException().isThrownBy(() -> ended.free(16, 1));
        assertThatIllegalStateException().isThrownBy(ended::trim);
    }

    @Test
    void withoutTracesTheRestIsTold() {
        MockAllocator quick = MockAllocator.builder().stackTraces(false).build();
        long block = quick.alloc(40);
        quick.free(block, 40);
        assertThat(expect(MemoryFault.DOUBLE_FREE, () -> quick.free(block, 40)))
                .hasMessageContaining("allocated by thread \"main\": (stack traces are off)");
    }

    private static MemoryFaultException expect(MemoryFault fault, ThrowingCallable call) {
        MemoryFaultException thrown = catchThrowableOfType(MemoryFaultException.class, call);
        assertThat(thrown).as("expected: " + fault).isNotNull();
        assertThat(thrown.fault()).as(thrown.getMessage()).isEqualTo(fault);
        return thrown;
    }
}

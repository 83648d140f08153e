package org.ccalloc.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.rounding.SegmentRoundingPolicy;
import org.ccalloc.mock.FailureRule;
import org.ccalloc.mock.MemoryFaultException;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.CcMock;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mock of each test fails it if a block is left or is freed with another size. */
@ExtendWith(CcMock.class)
class CcAllocationManagerFactoryTest {

    @Test
    void theSmallestBuffersAreAlignedToo(MockAllocator mock) {
        try (RootAllocator root = rootOn(mock)) {
            List<ArrowBuf> buffers = new ArrayList<>();
            for (long byteSize = 1; byteSize <= 64; byteSize++) {
                buffers.add(root.buffer(byteSize));
            }
            assertThat(buffers).allMatch(buffer -> buffer.memoryAddress() % 64 == 0);
            buffers.forEach(ArrowBuf::close);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 63, 64, 65, 1000, 4096, 100_000, 1 << 20})
    void aBufferIsABlockThatIsAligned(long byteSize, MockAllocator mock) {
        try (RootAllocator root = rootOn(mock);
                ArrowBuf buffer = root.buffer(byteSize)) {
            assertThat(buffer.memoryAddress() % 64).isZero();
            assertThat(mock.liveBlocks()).hasSize(1);
            buffer.setZero(0, buffer.capacity());
        }
    }

    @Test
    void aBufferIsAsLargeAsArrowRoundsItsSizeTo(MockAllocator mock) {
        var config = RootAllocator.configBuilder()
                .allocationManagerFactory(CcAllocationManagerFactory.of(mock))
                .roundingPolicy(new SegmentRoundingPolicy(1024L))
                .build();
        try (var root = new RootAllocator(config);
                ArrowBuf buffer = root.buffer(2500)) {
            assertThat(buffer.capacity()).isEqualTo(3072);
            assertThat(root.getAllocatedMemory()).isEqualTo(3072);
            assertThat(mock.liveBlocks().getFirst().byteSize()).isEqualTo(3072);
        }
    }

    @Test
    void anEmptyBufferIsNoBlock(MockAllocator mock) {
        try (RootAllocator root = rootOn(mock);
                ArrowBuf buffer = root.buffer(0)) {
            assertThat(buffer.capacity()).isZero();
            assertThat(buffer.memoryAddress()).isNotZero();
            assertThat(mock.liveBlocks()).isEmpty();
        }
    }

    @Test
    void memoryOfSizeZeroIsGivenBackToo(MockAllocator mock) {
        try (RootAllocator root = rootOn(mock)) {
            AllocationManager manager = CcAllocationManagerFactory.of(mock).create(root, 0);
            assertThat(manager.getSize()).isZero();
            assertThat(((CcAllocationManager) manager).memoryAddress()).isNotZero();
            assertThat(mock.liveBlocks()).hasSize(1);
            ((CcAllocationManager) manager).release0();
            assertThat(mock.liveBlocks()).isEmpty();
        }
    }

    @Test
    void aNegativeSizeIsRefused(MockAllocator mock) {
        try (RootAllocator root = rootOn(mock)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CcAllocationManagerFactory.of(mock).create(root, -1))
                    .withMessageContaining("-1");
        }
    }

    @Test
    void aBufferMayBeLargerThanAnInt() {
        CcAllocator mimalloc = CcAllocators.named("mimalloc");
        long byteSize = Integer.MAX_VALUE + 65L;
        try (RootAllocator root = rootOn(mimalloc);
                ArrowBuf buffer = root.buffer(byteSize)) {
            assertThat(buffer.capacity()).isEqualTo(byteSize);
            buffer.setLong(byteSize - 8, 42);
            assertThat(buffer.getLong(byteSize - 8)).isEqualTo(42);
        }
    }

    @Test
    void slicesAndTransfersKeepTheBlockUntilTheLastReferenceIsGone(MockAllocator mock) throws InterruptedException {
        try (RootAllocator root = rootOn(mock);
                BufferAllocator child = root.newChildAllocator("child", 0, 4096)) {
            ArrowBuf buffer = root.buffer(256);
            ArrowBuf slice = buffer.slice(64, 64);
            slice.getReferenceManager().retain();
            ArrowBuf moved = buffer.getReferenceManager()
                    .transferOwnership(buffer, child)
                    .getTransferredBuffer();
            buffer.close();
            slice.close();
            assertThat(child.getAllocatedMemory()).isEqualTo(256);
            assertThat(mock.liveBlocks()).hasSize(1);
            Thread.ofPlatform().start(moved::close).join();
            assertThat(mock.liveBlocks()).isEmpty();
        }
    }

    @Test
    void runningOutOfMemoryIsArrowsExceptionAndIsNotAccountedFor(MockAllocator mock) {
        mock.failWhen(FailureRule.budget(10_000));
        try (RootAllocator root = rootOn(mock)) {
            List<ArrowBuf> buffers = new ArrayList<>();
            assertThatExceptionOfType(OutOfMemoryException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            buffers.add(root.buffer(1024));
                        }
                    })
                    .withMessageContaining("byteSize=1024")
                    .withMessageContaining("allocator=mock");
            assertThat(buffers).hasSize(9);
            assertThat(root.getAllocatedMemory()).isEqualTo(9 * 1024);
            buffers.removeLast().close();
            root.buffer(1024).close();
            buffers.forEach(ArrowBuf::close);
        }
    }

    @Test
    void arrowsLimitIsLookedAtFirst(MockAllocator mock) {
        try (var root = new RootAllocator(RootAllocator.configBuilder()
                .allocationManagerFactory(CcAllocationManagerFactory.of(mock))
                .maxAllocation(1024)
                .build())) {
            assertThatExceptionOfType(OutOfMemoryException.class)
                    .isThrownBy(() -> root.buffer(2048))
                    .withMessageContaining("due to memory limit");
        }
        assertThat(mock.counts().requestCount()).isZero();
    }

    /** Arrow checks that under {@code -ea}, in a constructor that the block is handed to. */
    @Test
    void aClosedAllocatorTakesNoBlock(MockAllocator mock) {
        RootAllocator root = rootOn(mock);
        root.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> CcAllocationManagerFactory.of(mock).create(root, 64));
        assertThat(mock.liveBlocks()).isEmpty();
    }

    /** Arrow tells of its leak, the mock tells where the buffer was allocated. */
    @Test
    void aLeakIsReportedByBoth() {
        MockAllocator leaking = MockAllocator.create();
        RootAllocator root = rootOn(leaking);
        assertThat(leakyBuffer(root).capacity()).isEqualTo(128);
        assertThatIllegalStateException()
                .isThrownBy(root::close)
                .withMessageContaining("Memory was leaked by query. Memory leaked: (128)");
        assertThatExceptionOfType(MemoryFaultException.class)
                .isThrownBy(leaking::close)
                .withMessageContaining("128")
                .withMessageContaining("leakyBuffer")
                .withMessageContaining(getClass().getSimpleName() + ".java");
    }

    private static ArrowBuf leakyBuffer(BufferAllocator allocator) {
        return allocator.buffer(128);
    }

    @Test
    void aProgramThatChoosesNothingGetsTheSelectedAllocator(MockAllocator mock) {
        try (var root = new RootAllocator();
                ArrowBuf buffer = root.buffer(100)) {
            assertThat(mock.liveBlocks()).hasSize(1);
            assertThat(mock.liveBlocks().getFirst().byteSize()).isEqualTo(buffer.capacity());
        }
    }

    private static RootAllocator rootOn(CcAllocator allocator) {
        return new RootAllocator(RootAllocator.configBuilder()
                .allocationManagerFactory(CcAllocationManagerFactory.of(allocator))
                .build());
    }
}

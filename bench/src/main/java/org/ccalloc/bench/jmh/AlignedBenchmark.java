package org.ccalloc.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Allocates a block with an alignment of its own, or with cache lines of its own, and frees it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AlignedBenchmark {

    private static final long NODE_BYTE_SIZE = 40;

    /** What is asked for. */
    @State(Scope.Benchmark)
    public static class Request {
        /** Bytes. */
        @Param({"64", "1024", "65536"})
        public long byteSize;

        /** Bytes, too. */
        @Param({"64", "4096"})
        public long byteAlignment;
    }

    /** LWJGL, the only peer that aligns and frees singly. */
    @State(Scope.Benchmark)
    public static class LwjglState {
        @SuppressWarnings("NullAway.Init") // by open
        CcAllocator allocator;

        /** Opens it. */
        @Setup
        public void open() {
            allocator = Contenders.open(Contenders.LWJGL);
        }
    }

    /**
     * {@code allocAligned}.
     *
     * @param state the allocator
     * @param request size and alignment
     */
    @Benchmark
    public void backend(BackendState state, Request request) {
        pair(state.allocator, request);
    }

    /**
     * {@code nmemAlignedAlloc}.
     *
     * @param state the peer
     * @param request size and alignment
     */
    @Benchmark
    public void peer(LwjglState state, Request request) {
        pair(state.allocator, request);
    }

    /**
     * {@code allocNode} of 40 bytes.
     *
     * @param state the allocator
     */
    @Benchmark
    public void backendNode(BackendState state) {
        CcAllocator allocator = state.allocator;
        allocator.free(allocator.allocNode(NODE_BYTE_SIZE), NODE_BYTE_SIZE);
    }

    private static void pair(CcAllocator allocator, Request request) {
        allocator.free(allocator.allocAligned(request.byteSize, request.byteAlignment), request.byteSize);
    }
}

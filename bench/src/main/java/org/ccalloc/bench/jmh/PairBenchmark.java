package org.ccalloc.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.ccalloc.spi.CcAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** Allocates and frees a block. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairBenchmark {

    /** How large the block is. */
    @State(Scope.Benchmark)
    public static class Size {
        /** Bytes. */
        @Param({"8", "16", "64", "256", "1024", "4096", "16384", "65536", "262144", "1048576"})
        public long byteSize;
    }

    /**
     * One thread.
     *
     * @param state the allocator
     * @param size of the block
     */
    @Benchmark
    public void backend(BackendState state, Size size) {
        pair(state.allocator, size.byteSize);
    }

    /**
     * Two threads, each with blocks of its own.
     *
     * @param state the allocator
     * @param size of the block
     */
    @Benchmark
    @Threads(2)
    public void backendOnTwoThreads(BackendState state, Size size) {
        pair(state.allocator, size.byteSize);
    }

    /**
     * One thread.
     *
     * @param state the peer
     * @param size of the block
     */
    @Benchmark
    public void peer(PeerState state, Size size) {
        pair(state.allocator, size.byteSize);
    }

    /**
     * Two threads, each with blocks of its own.
     *
     * @param state the peer
     * @param size of the block
     */
    @Benchmark
    @Threads(2)
    public void peerOnTwoThreads(PeerState state, Size size) {
        pair(state.allocator, size.byteSize);
    }

    private static void pair(CcAllocator allocator, long byteSize) {
        allocator.free(allocator.alloc(byteSize), byteSize);
    }
}

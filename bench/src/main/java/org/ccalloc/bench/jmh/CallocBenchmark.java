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

/** Allocates a zeroed block and frees it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallocBenchmark {

    /** How large the block is. */
    @State(Scope.Benchmark)
    public static class Size {
        /** Bytes. */
        @Param({"64", "4096", "65536", "1048576"})
        public long byteSize;
    }

    /**
     * {@code calloc}.
     *
     * @param state the allocator
     * @param size of the block
     */
    @Benchmark
    public void backend(BackendState state, Size size) {
        pair(state.allocator, size.byteSize);
    }

    /**
     * {@code nmemCalloc}; {@code allocateMemory} and {@code setMemory}.
     *
     * @param state the peer
     * @param size of the block
     */
    @Benchmark
    public void peer(PeerState state, Size size) {
        pair(state.allocator, size.byteSize);
    }

    private static void pair(CcAllocator allocator, long byteSize) {
        allocator.free(allocator.calloc(1, byteSize), byteSize);
    }
}

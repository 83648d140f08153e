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

/** Allocates a block and frees it without saying its size. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UnsizedFreeBenchmark {

    /** How large the block is. */
    @State(Scope.Benchmark)
    public static class Size {
        /** Bytes. */
        @Param({"64", "4096"})
        public long byteSize;
    }

    /**
     * {@code freeUnsized}.
     *
     * @param state the allocator
     * @param size of the block
     */
    @Benchmark
    public void backend(BackendState state, Size size) {
        CcAllocator allocator = state.allocator;
        allocator.freeUnsized(allocator.alloc(size.byteSize));
    }
}

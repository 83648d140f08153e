package org.ccalloc.bench.jmh;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/** Opens a confined arena, allocates one block in it, which the JDK zeroes, and closes it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ArenaBenchmark {

    /**
     * One thread.
     *
     * @param size of the block
     * @param blackhole takes the segment
     */
    @Benchmark
    public void peer(PairBenchmark.Size size, Blackhole blackhole) {
        pair(size.byteSize, 16, blackhole);
    }

    /**
     * Two threads, each with arenas of its own.
     *
     * @param size of the block
     * @param blackhole takes the segment
     */
    @Benchmark
    @Threads(2)
    public void peerOnTwoThreads(PairBenchmark.Size size, Blackhole blackhole) {
        pair(size.byteSize, 16, blackhole);
    }

    /**
     * With an alignment of one's own.
     *
     * @param request size and alignment
     * @param blackhole takes the segment
     */
    @Benchmark
    public void peerAligned(AlignedBenchmark.Request request, Blackhole blackhole) {
        pair(request.byteSize, request.byteAlignment, blackhole);
    }

    private static void pair(long byteSize, long byteAlignment, Blackhole blackhole) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(byteSize, byteAlignment);
            blackhole.consume(segment.address());
        }
    }
}

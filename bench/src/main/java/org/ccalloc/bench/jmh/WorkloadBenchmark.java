package org.ccalloc.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.ccalloc.bench.workload.Workload;
import org.ccalloc.bench.workload.WorkloadSpecification;
import org.ccalloc.spi.CcAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Growing buffers and random slots: blocks that live on from one operation to the next. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(WorkloadBenchmark.OPERATIONS)
public class WorkloadBenchmark {

    static final int OPERATIONS = 1000;

    /** Which workload. */
    @State(Scope.Benchmark)
    public static class Chosen {
        /** As {@link WorkloadSpecification} writes it. */
        @Param({"realloc 16 65536", "realloc 16 4194304", "slots 100000 8 512"})
        public String workload = "";

        Workload open(CcAllocator allocator) {
            return Workload.open(WorkloadSpecification.parse(Arrays.asList(workload.split(" ", -1))), allocator);
        }
    }

    /** One thread's workload on an allocator of this project. */
    @State(Scope.Thread)
    public static class OnBackend {
        @SuppressWarnings("NullAway.Init") // by open
        private Workload workload;

        /**
         * Allocates what lives on.
         *
         * @param chosen which workload
         * @param state the allocator
         */
        @Setup
        public void open(Chosen chosen, BackendState state) {
            workload = chosen.open(state.allocator);
        }

        /** Gives it back. */
        @TearDown
        public void close() {
            workload.close();
        }
    }

    /** One thread's workload on a peer. */
    @State(Scope.Thread)
    public static class OnPeer {
        @SuppressWarnings("NullAway.Init") // by open
        private Workload workload;

        /**
         * Allocates what lives on.
         *
         * @param chosen which workload
         * @param state the peer
         */
        @Setup
        public void open(Chosen chosen, PeerState state) {
            workload = chosen.open(state.allocator);
        }

        /** Gives it back. */
        @TearDown
        public void close() {
            workload.close();
        }
    }

    /**
     * One thread.
     *
     * @param on the workload
     */
    @Benchmark
    public void backend(OnBackend on) {
        on.workload.run(OPERATIONS);
    }

    /**
     * Two threads, each with blocks of its own.
     *
     * @param on the workload
     */
    @Benchmark
    @Threads(2)
    public void backendOnTwoThreads(OnBackend on) {
        on.workload.run(OPERATIONS);
    }

    /**
     * One thread.
     *
     * @param on the workload
     */
    @Benchmark
    public void peer(OnPeer on) {
        on.workload.run(OPERATIONS);
    }
}

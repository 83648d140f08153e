package org.ccalloc.bench.jmh;

import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An allocator of this project, with statistics or without. */
@State(Scope.Benchmark)
public class BackendState {

    /** Its name. */
    @Param({"mimalloc", "jemalloc"})
    public String backend = "";

    /** Whether it counts. */
    @Param({"false", "true"})
    public boolean statistics;

    @SuppressWarnings("NullAway.Init") // by open
    CcAllocator allocator;

    /** Opens it. */
    @Setup
    public void open() {
        allocator = Contenders.open(backend);
        allocator.statsEnable(statistics);
    }
}

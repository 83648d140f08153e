package org.ccalloc.bench.jmh;

import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** LWJGL on its mimalloc, or {@code Unsafe}. */
@State(Scope.Benchmark)
public class PeerState {

    /** Its name. */
    @Param({Contenders.LWJGL, Contenders.UNSAFE})
    public String peer = "";

    @SuppressWarnings("NullAway.Init") // by open
    CcAllocator allocator;

    /** Opens it. */
    @Setup
    public void open() {
        allocator = Contenders.open(peer);
    }
}

import org.jspecify.annotations.NullMarked;

/** Benchmarks, workloads, peers, report. */
@NullMarked
module org.ccalloc.bench {
    requires static org.apache.arrow.memory.core;
    requires static org.ccalloc.arrow;
    requires static org.ccalloc.netty;
    requires static org.jspecify;
    requires HdrHistogram;
    requires ascii.table;
    requires io.netty.buffer;
    requires java.management;
    requires jdk.jfr;
    requires jdk.management;
    requires jdk.unsupported;
    requires jmh.core;
    requires me.tongfei.progressbar;
    requires org.ccalloc.spi;
    requires org.ccalloc.trace;
    requires org.lwjgl;
    requires org.lwjgl.mimalloc;
    requires tools.jackson.jr.ob;

    exports org.ccalloc.bench;
}

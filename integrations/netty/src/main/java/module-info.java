/** Netty's direct buffers on {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.netty {
    requires transitive io.netty.buffer;
    requires transitive org.ccalloc.spi;
    requires io.netty.common;
    requires static org.jspecify;

    exports org.ccalloc.netty;
}

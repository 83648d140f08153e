/** One interface to off-heap memory: the contract, discovery, statistics, and support for native backends. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.spi {
    requires static org.jspecify;
    // Used if they are there.
    requires static java.management;
    requires static jdk.jfr;

    exports org.ccalloc.spi;
    exports org.ccalloc.spi.nativelibrary;

    uses org.ccalloc.spi.CcAllocator;
    uses org.ccalloc.spi.CcAllocatorDecorator;
}

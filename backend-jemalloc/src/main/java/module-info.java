/** jemalloc behind {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.jemalloc {
    requires org.ccalloc.spi;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides org.ccalloc.spi.CcAllocator with
            org.ccalloc.jemalloc.JemallocAllocator;
}

/** Deterministic, strict and programmable memory for unit tests, behind {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.mock {
    requires transitive org.ccalloc.spi;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports org.ccalloc.mock;

    provides org.ccalloc.spi.CcAllocator with
            org.ccalloc.mock.MockAllocator;
}

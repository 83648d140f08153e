/** Deterministic, strict and programmable memory for unit tests, behind {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.mock {
    requires transitive org.ccalloc.spi;
    requires static org.assertj.core;
    requires static org.junit.jupiter.api;
    requires static org.jspecify;

    exports org.ccalloc.mock;
    exports org.ccalloc.mock.assertj;
    exports org.ccalloc.mock.junit;

    // JUnit creates the extension that an annotation names.
    opens org.ccalloc.mock.junit to
            org.junit.platform.commons;

    provides org.ccalloc.spi.CcAllocator with
            org.ccalloc.mock.MockAllocator;
}

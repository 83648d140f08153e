/** Apache Arrow's buffers on a {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.arrow {
    requires static org.jspecify;
    requires transitive org.apache.arrow.memory.core;
    requires transitive org.ccalloc.spi;

    exports org.ccalloc.arrow;
    // Arrow looks for its default here, by name.
    exports org.apache.arrow.memory.unsafe;
}

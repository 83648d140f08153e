/** Traces of what programs allocate: the format, and what records them. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.trace {
    requires static org.jspecify;
    requires transitive org.ccalloc.spi;

    exports org.ccalloc.trace;
}

/** Apache Lucene's index files in memory of a {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.lucene {
    requires static org.jspecify;
    requires transitive org.apache.lucene.core;
    requires transitive org.ccalloc.spi;

    exports org.ccalloc.lucene;
}

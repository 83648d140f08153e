/** The contract and the default allocator: to require this module is enough to allocate. */
module org.ccalloc {
    requires transitive org.ccalloc.spi;
    requires org.ccalloc.mimalloc;
}

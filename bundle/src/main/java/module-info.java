/** The contract, the default allocator and the one that runs everywhere: to require this module is enough to allocate. */
module org.ccalloc {
    requires transitive org.ccalloc.spi;
    requires org.ccalloc.mimalloc;
    requires org.ccalloc.javaunsafe;
}

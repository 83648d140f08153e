/** An allocator in pure Java behind {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.javaunsafe {
    requires org.ccalloc.spi;
    requires jdk.unsupported;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides org.ccalloc.spi.CcAllocator with
            org.ccalloc.javaunsafe.JavaUnsafeAllocator;
}

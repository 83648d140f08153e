/** LWJGL's explicit memory management on {@link org.ccalloc.spi.CcAllocator}. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.lwjgl {
    requires transitive org.ccalloc.spi;
    requires transitive org.lwjgl;
    requires static org.jspecify;

    exports org.ccalloc.lwjgl;
}

/** The statistics of allocators as metrics of Micrometer. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.micrometer {
    requires static org.jspecify;
    requires transitive micrometer.core;
    requires transitive org.ccalloc.spi;

    exports org.ccalloc.micrometer;
}

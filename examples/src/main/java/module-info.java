import org.jspecify.annotations.NullMarked;

/** Small programs; the demo is one of them. */
@NullMarked
module org.ccalloc.examples {
    requires static org.jspecify;
    requires transitive info.picocli;
    requires transitive org.ccalloc.spi;

    exports org.ccalloc.examples;
    exports org.ccalloc.examples.index;
    exports org.ccalloc.examples.map;
    exports org.ccalloc.examples.program;

    opens org.ccalloc.examples.program to
            info.picocli;
}

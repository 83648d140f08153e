import org.jspecify.annotations.NullMarked;

/** Tells whether an allocator keeps the contract. */
@NullMarked
module org.ccalloc.tck {
    requires static org.jspecify;
    requires java.management;
    requires transitive org.ccalloc.spi;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;

    exports org.ccalloc.tck;

    // JUnit calls tests and life cycle methods that nobody else has to see.
    opens org.ccalloc.tck to
            org.junit.platform.commons;
}

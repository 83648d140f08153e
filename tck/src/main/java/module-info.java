import org.jspecify.annotations.NullMarked;

/** Tells whether an allocator keeps the contract. */
@NullMarked
module org.ccalloc.tck {
    requires static org.jspecify;
    requires java.management;
    requires transitive org.ccalloc.spi;
    requires transitive org.junit.jupiter.api;
    requires java.xml;
    requires org.assertj.core;
    requires org.junit.platform.launcher;
    requires tools.jackson.jr.ob;

    exports org.ccalloc.tck;
    exports org.ccalloc.tck.runner;

    // JUnit calls tests and life cycle methods that nobody else has to see.
    opens org.ccalloc.tck to
            org.junit.platform.commons;
    opens org.ccalloc.tck.runner to
            org.junit.platform.commons;
}

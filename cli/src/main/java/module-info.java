import org.jspecify.annotations.NullMarked;

/** The command line tool; thin, it calls the others. */
@NullMarked
module org.ccalloc.cli {
    requires static org.jspecify;
    requires ascii.table;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires org.ccalloc.bench;
    requires org.ccalloc.examples;
    requires org.ccalloc.spi;
    requires org.ccalloc.tck;
    requires org.ccalloc.trace;

    opens org.ccalloc.cli to
            info.picocli;
}

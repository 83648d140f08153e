/** Traces of what programs allocate: the format, and what records them. */
@org.jspecify.annotations.NullMarked
module org.ccalloc.trace {
    requires static com.google.auto.service;
    requires static org.jspecify;
    requires transitive org.ccalloc.spi;

    exports org.ccalloc.trace;
    exports org.ccalloc.trace.program;
    exports org.ccalloc.trace.recording;

    provides org.ccalloc.spi.CcAllocatorDecorator with
            org.ccalloc.trace.recording.RecordingDecorator;
}

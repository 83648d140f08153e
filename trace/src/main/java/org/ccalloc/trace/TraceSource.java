package org.ccalloc.trace;

/** What kind of program a trace is of. */
public enum TraceSource {

    /** One that calls the C library: its frees name no sizes, but the trace knows them. */
    NATIVE_PROGRAM(1),

    /** One that calls a {@link org.ccalloc.spi.CcAllocator}. */
    JAVA_PROGRAM(2);

    private final int code;

    TraceSource(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

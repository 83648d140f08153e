package org.ccalloc.mock;

import java.io.Serial;
import java.util.List;

/**
 * The program did something wrong with memory. The message says what, where in which block, and where that block was
 * allocated and first freed; the stack trace is where the fault was noticed.
 */
public final class MemoryFaultException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** What was done. */
    private final MemoryFault fault;

    /** Where the block was allocated. */
    private final StackTraceElement[] allocationTrace;

    /** Where it was first freed. */
    private final StackTraceElement[] freeTrace;

    MemoryFaultException(
            MemoryFault fault,
            String message,
            List<StackTraceElement> allocationTrace,
            List<StackTraceElement> freeTrace) {
        super(message);
        this.fault = fault;
        this.allocationTrace = allocationTrace.toArray(StackTraceElement[]::new);
        this.freeTrace = freeTrace.toArray(StackTraceElement[]::new);
        setStackTrace(new CallSite(getStackTrace()).frames().toArray(StackTraceElement[]::new));
    }

    /**
     * What was done.
     *
     * @return the kind of fault
     */
    public MemoryFault fault() {
        return fault;
    }

    /**
     * Where the block was allocated.
     *
     * @return the callers of the mock, innermost first; empty if there is no block or traces are off
     */
    public List<StackTraceElement> allocationTrace() {
        return List.of(allocationTrace);
    }

    /**
     * Where the block was first freed.
     *
     * @return the callers of the mock, innermost first; empty if it was not freed or traces are off
     */
    public List<StackTraceElement> freeTrace() {
        return List.of(freeTrace);
    }
}

package org.ccalloc.mock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the mock remembers of a block, until its memory is used again. Guarded by the lock of the {@link BlockTable}. */
final class Block {

    private final long number;
    private final Operation operation;
    private final String thread;
    private final @Nullable CallSite allocationSite;
    private long byteSize;
    private String freeThread = "";
    private @Nullable CallSite freeSite;

    Block(AllocationRequest request, String thread, @Nullable CallSite allocationSite) {
        this.number = request.number();
        this.operation = request.operation();
        this.byteSize = request.byteSize();
        this.thread = thread;
        this.allocationSite = allocationSite;
    }

    /** The number of the request that it came from. */
    long number() {
        return number;
    }

    Operation operation() {
        return operation;
    }

    /** The size last asked for. */
    long byteSize() {
        return byteSize;
    }

    String thread() {
        return thread;
    }

    String freeThread() {
        return freeThread;
    }

    List<StackTraceElement> allocationTrace() {
        return allocationSite == null ? List.of() : allocationSite.frames();
    }

    List<StackTraceElement> freeTrace() {
        return freeSite == null ? List.of() : freeSite.frames();
    }

    void resized(long newByteSize) {
        byteSize = newByteSize;
    }

    void freed(String byThread, @Nullable CallSite site) {
        freeThread = byThread;
        freeSite = site;
    }
}

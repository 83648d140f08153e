package org.ccalloc.trace.program;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.trace.TraceOperation;
import org.ccalloc.trace.TraceWriter;

/** Makes a trace of the events of one process: addresses become blocks, and threads begin and end. */
final class RawEventsConversion {

    /** Stands for a block whose allocation was not seen. */
    private static final Integer UNKNOWN = -1;

    private static final long NATURAL = 1;

    private final RawEvents events;
    private final TraceWriter writer;
    private final Map<Long, Integer> blocks = new HashMap<>();

    /** Blocks that have no address, since they are being resized, by raw thread. */
    private final Map<Integer, Integer> moving = new HashMap<>();

    private final Map<Integer, Integer> threads = new HashMap<>();

    /** The last event of those raw threads that have ended. */
    private final Map<Integer, Integer> lastEvents = new HashMap<>();

    RawEventsConversion(RawEvents events, TraceWriter writer) {
        this.events = events;
        this.writer = writer;
    }

    void convert() throws IOException {
        findEndsOfThreads();
        for (int event = 0; event < events.count(); event++) {
            int rawThread = events.thread(event);
            int thread = thread(rawThread);
            convert(event, thread);
            if (lastEvents.getOrDefault(rawThread, -1) == event) {
                writer.endThread(thread);
            }
        }
    }

    /** A thread may free blocks after it has told of its end: it ends with its last event. */
    private void findEndsOfThreads() {
        for (int event = 0; event < events.count(); event++) {
            int rawThread = events.thread(event);
            if (events.operation(event) == RawEvents.END_THREAD || lastEvents.containsKey(rawThread)) {
                lastEvents.put(rawThread, event);
            }
        }
    }

    private int thread(int rawThread) throws IOException {
        Integer known = threads.get(rawThread);
        if (known != null) {
            return known;
        }
        int thread = writer.beginThread();
        threads.put(rawThread, thread);
        return thread;
    }

    private void convert(int event, int thread) throws IOException {
        long address = events.address(event);
        long byteSize = events.byteSize(event);
        switch (events.operation(event)) {
            case RawEvents.MALLOC -> allocate(TraceOperation.ALLOC, thread, address, byteSize, NATURAL);
            case RawEvents.CALLOC -> allocate(TraceOperation.CALLOC, thread, address, byteSize, NATURAL);
            case RawEvents.ALIGNED ->
                allocate(
                        TraceOperation.ALLOC_ALIGNED,
                        thread,
                        address,
                        byteSize,
                        Math.max(CcAllocator.MIN_BYTE_ALIGNMENT, events.byteAlignment(event)));
            case RawEvents.FREE -> free(thread, address);
            case RawEvents.BEGIN_REALLOC -> beginRealloc(event, address);
            case RawEvents.END_REALLOC -> endRealloc(event, thread);
            case RawEvents.FAIL_REALLOC -> failRealloc(event, address);
            case RawEvents.END_THREAD -> {}
            default ->
                throw new ProgramException(
                        "record: event " + event + ": operation=" + events.operation(event) + " (expected 1 to 8)");
        }
    }

    private void allocate(TraceOperation operation, int thread, long address, long byteSize, long byteAlignment)
            throws IOException {
        Integer before = blocks.put(address, writer.allocate(operation, thread, byteSize, byteAlignment));
        if (before != null) {
            // Given back by somebody who does not call free: a signal handler inside of it, say.
            writer.free(TraceOperation.FREE, thread, before);
        }
    }

    private void free(int thread, long address) throws IOException {
        Integer block = blocks.remove(address);
        if (block == null) {
            writer.countUnknownFree();
        } else {
            writer.free(TraceOperation.FREE, thread, block);
        }
    }

    private void beginRealloc(int event, long address) {
        Integer block = blocks.remove(address);
        moving.put(events.thread(event), block == null ? UNKNOWN : block);
    }

    private void failRealloc(int event, long address) {
        Integer block = moving.remove(events.thread(event));
        if (block != null && !block.equals(UNKNOWN)) {
            blocks.put(address, block);
        }
    }

    private void endRealloc(int event, int thread) throws IOException {
        long address = events.address(event);
        long byteSize = events.byteSize(event);
        Integer block = moving.remove(events.thread(event));
        if (block == null || block.equals(UNKNOWN)) {
            writer.countUnknownFree();
            allocate(TraceOperation.ALLOC, thread, address, byteSize, NATURAL);
        } else {
            writer.resize(TraceOperation.REALLOC, thread, block, byteSize, NATURAL);
            Integer before = blocks.put(address, block);
            if (before != null) {
                writer.free(TraceOperation.FREE, thread, before);
            }
        }
    }
}

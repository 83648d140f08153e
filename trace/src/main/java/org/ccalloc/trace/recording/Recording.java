package org.ccalloc.trace.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.trace.TraceHeader;
import org.ccalloc.trace.TraceOperation;
import org.ccalloc.trace.TraceSource;
import org.ccalloc.trace.TraceTotals;
import org.ccalloc.trace.TraceWriter;

/**
 * A trace that is being written while a program runs. Thread-safe: one lock gives the events their order.
 *
 * <p><strong>The order.</strong> That a block was given back is written before it is given back, and that it was allocated is
 * written afterwards; so whoever gets the same address next is also written next. A block that is being resized has no address
 * meanwhile.
 *
 * <p><strong>Failure.</strong> If the trace cannot be written (the disk is full), one warning is logged to the {@link
 * System.Logger} {@code org.ccalloc}, and the program goes on without being recorded; nothing is thrown.
 */
public final class Recording implements Closeable {

    private final Path file;
    private final TraceWriter writer;
    private final RecordedThreads threads;
    private final ReentrantLock lock = new ReentrantLock();

    /** Whether events are still written; written under the lock. */
    private volatile boolean active = true;

    private Recording(Path file, TraceWriter writer) {
        this.file = file;
        this.writer = writer;
        this.threads = new RecordedThreads(writer);
    }

    /**
     * Begins.
     *
     * @param file where to write; an older one is overwritten
     * @param title what the trace calls itself
     * @return the recording, to be closed
     * @throws IOException if the file cannot be written
     */
    public static Recording start(Path file, String title) throws IOException {
        return new Recording(file, TraceWriter.create(file, new TraceHeader(TraceSource.JAVA_PROGRAM, title)));
    }

    /**
     * An allocator that does what another one does, and has it recorded.
     *
     * @param allocator the one that does the work
     * @return the one to use instead
     */
    public CcAllocator of(CcAllocator allocator) {
        return new RecordingAllocator(allocator, this);
    }

    /** What is written under the lock. */
    private interface Event {
        void write() throws IOException;
    }

    private void record(Event event) {
        if (!active) {
            return;
        }
        lock.lock();
        try {
            if (active) {
                event.write();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // The program has its block already, or is about to give one back: nothing here may keep it from that,
            // mistakes
            // of this recorder included.
            active = false;
            warn(e);
        } finally {
            lock.unlock();
        }
    }

    private void warn(Throwable cause) {
        RecordingDecorator.warn("the trace " + file + " cannot be written, nothing more is recorded: " + cause);
    }

    /** A block has been allocated. */
    void allocated(RecordedBlocks blocks, TraceOperation operation, long address, long byteSize, long byteAlignment) {
        record(() -> {
            int thread = threads.numberOfCurrent();
            int before = blocks.put(address, writer.allocate(operation, thread, byteSize, byteAlignment));
            if (before != RecordedBlocks.UNKNOWN) {
                // Somebody gave it back without passing by here: through the allocator's own instance, say.
                writer.free(TraceOperation.FREE, thread, before);
            }
        });
    }

    /** A block is about to be given back. */
    void freed(RecordedBlocks blocks, TraceOperation operation, long address) {
        record(() -> {
            int block = blocks.remove(address);
            if (block == RecordedBlocks.UNKNOWN) {
                writer.countUnknownFree();
            } else {
                writer.free(operation, threads.numberOfCurrent(), block);
            }
        });
    }

    /** A block has another size, at the same address. */
    void resizedInPlace(RecordedBlocks blocks, long address, long newByteSize) {
        record(() -> {
            int block = blocks.get(address);
            if (block == RecordedBlocks.UNKNOWN) {
                writer.countUnknownFree();
                blocks.put(address, writer.allocate(TraceOperation.ALLOC, threads.numberOfCurrent(), newByteSize, 1));
            } else {
                writer.resize(TraceOperation.RESIZE_IN_PLACE, threads.numberOfCurrent(), block, newByteSize, 1);
            }
        });
    }

    /** A block is about to be moved: its address may be another's before {@link #moved} is called. */
    int beginMove(RecordedBlocks blocks, long address) {
        int[] block = {RecordedBlocks.UNKNOWN};
        record(() -> block[0] = blocks.remove(address));
        return block[0];
    }

    /** A block has another size, and perhaps another address. */
    void moved(
            RecordedBlocks blocks,
            int block,
            TraceOperation operation,
            long newAddress,
            long newByteSize,
            long byteAlignment) {
        record(() -> {
            int thread = threads.numberOfCurrent();
            if (block == RecordedBlocks.UNKNOWN) {
                writer.countUnknownFree();
                TraceOperation request = operation.isAligned() ? TraceOperation.ALLOC_ALIGNED : TraceOperation.ALLOC;
                blocks.put(newAddress, writer.allocate(request, thread, newByteSize, byteAlignment));
            } else {
                writer.resize(operation, thread, block, newByteSize, byteAlignment);
                blocks.put(newAddress, block);
            }
        });
    }

    /** A block that was about to be moved has stayed where and what it was. */
    void notMoved(RecordedBlocks blocks, int block, long address) {
        if (block != RecordedBlocks.UNKNOWN) {
            record(() -> blocks.put(address, block));
        }
    }

    /** All blocks of a heap are about to be given back. */
    void closed(RecordedBlocks blocks) {
        record(() -> {
            for (int block : blocks.removeAll()) {
                writer.free(TraceOperation.FREE_UNSIZED, threads.numberOfCurrent(), block);
            }
        });
    }

    /**
     * What has been recorded so far.
     *
     * @return the totals
     */
    public TraceTotals totals() {
        lock.lock();
        try {
            return writer.totals();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the trace; the allocators go on without being recorded. Does nothing the second time. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (active) {
                active = false;
                writer.close();
            }
        } catch (IOException e) {
            warn(e);
        } finally {
            lock.unlock();
        }
    }
}

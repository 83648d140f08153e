package org.ccalloc.trace.program;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What {@code record.c} wrote for one process, in the order of the events' numbers.
 *
 * <pre>
 *  0 number      8 bytes
 *  8 address     8 bytes
 * 16 size        8 bytes
 * 24 thread      4 bytes
 * 28 operation   1 byte; 0: there is no event here
 * 29 alignment   1 byte, exponent of 2
 * </pre>
 *
 * The memory is that of an arena, and not to be used when it is closed.
 */
final class RawEvents {

    static final int MALLOC = 1;
    static final int CALLOC = 2;
    static final int ALIGNED = 3;
    static final int FREE = 4;
    static final int BEGIN_REALLOC = 5;
    static final int END_REALLOC = 6;
    static final int FAIL_REALLOC = 7;
    static final int END_THREAD = 8;

    private static final int EVENT_BYTES = 32;

    /** How many bits of a sorted number are the event's place in the file. */
    private static final int PLACE_BITS = 31;

    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private final MemorySegment file;
    private final long[] order;

    private RawEvents(MemorySegment file, long[] order) {
        this.file = file;
        this.order = order;
    }

    static RawEvents map(Path path, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            long places = file.byteSize() / EVENT_BYTES;
            if (places > PLACE_MASK) {
                throw new ProgramException(
                        "record: events=" + places + " (expected " + PLACE_MASK + " or less; record a shorter run)");
            }
            long[] order = new long[(int) places];
            int count = 0;
            for (int place = 0; place < places; place++) {
                if (file.get(ValueLayout.JAVA_BYTE, (long) place * EVENT_BYTES + 28) != 0) {
                    order[count++] = number(file, place) << PLACE_BITS | place;
                }
            }
            long[] sorted = Arrays.copyOf(order, count);
            Arrays.parallelSort(sorted);
            return new RawEvents(file, sorted);
        }
    }

    private static long number(MemorySegment file, int place) throws ProgramException {
        long number = file.get(ValueLayout.JAVA_LONG, (long) place * EVENT_BYTES);
        if (number < 1 || number >= 1L << (Long.SIZE - 1 - PLACE_BITS)) {
            throw new ProgramException("record: event " + place + ": number=" + number + " (expected 1 to 2^32)");
        }
        return number;
    }

    int count() {
        return order.length;
    }

    private long offset(int index) {
        return (order[index] & PLACE_MASK) * EVENT_BYTES;
    }

    long address(int index) {
        return file.get(ValueLayout.JAVA_LONG, offset(index) + 8);
    }

    long byteSize(int index) {
        return file.get(ValueLayout.JAVA_LONG, offset(index) + 16);
    }

    int thread(int index) {
        return file.get(ValueLayout.JAVA_INT, offset(index) + 24);
    }

    int operation(int index) {
        return file.get(ValueLayout.JAVA_BYTE, offset(index) + 28);
    }

    long byteAlignment(int index) {
        return 1L << file.get(ValueLayout.JAVA_BYTE, offset(index) + 29);
    }
}

package org.ccalloc.trace.recording;

import java.util.HashMap;
import java.util.Map;

/** The blocks of one allocator, or of one heap, by address. Its recording's lock guards it. */
final class RecordedBlocks {

    /** Stands for a block whose allocation was not recorded. */
    static final int UNKNOWN = -1;

    private final Map<Long, Integer> numbers = new HashMap<>();

    /** A block lies there from now on; tells which one did before, wrongly. */
    int put(long address, int block) {
        Integer before = numbers.put(address, block);
        return before == null ? UNKNOWN : before;
    }

    /** No block lies there any more; tells which one did. */
    int remove(long address) {
        Integer block = numbers.remove(address);
        return block == null ? UNKNOWN : block;
    }

    int get(long address) {
        return numbers.getOrDefault(address, UNKNOWN);
    }

    /** No block lies anywhere any more; tells which ones did. */
    int[] removeAll() {
        int[] blocks = numbers.values().stream().mapToInt(Integer::intValue).toArray();
        numbers.clear();
        return blocks;
    }
}

package org.ccalloc.mock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place for blocks, with a redzone before and after it. Its place and capacity never change; the blocks in it come and
 * go.
 *
 * <pre>
 *   | redzone | block: byteSize bytes | slack and redzone, guarded as one |
 *             ^ address                                                   ^ end
 *             |------- capacity --------------|---- REDZONE_BYTE_SIZE ----|
 * </pre>
 */
final class Slot {

    /** Bytes of a redzone: enough for an index that is off by a few elements. */
    static final long REDZONE_BYTE_SIZE = 32;

    private final MockMemory memory;
    private final long address;
    private final long offset;
    private final SlotKind kind;
    private final boolean redzoneBefore;
    private final MockMemory.@Nullable OwnMemory ownMemory;
    private @Nullable Block block;
    private boolean live;

    /**
     * A place.
     *
     * @param memory what it was cut off
     * @param address of its blocks
     * @param offset the same in every run
     * @param kind its capacity and alignment
     * @param redzoneBefore whether there is one; not where that would take megabytes
     * @param ownMemory what the slot alone lies in, or null if it shares a region
     */
    Slot(
            MockMemory memory,
            long address,
            long offset,
            SlotKind kind,
            boolean redzoneBefore,
            MockMemory.@Nullable OwnMemory ownMemory) {
        this.memory = memory;
        this.address = address;
        this.offset = offset;
        this.kind = kind;
        this.redzoneBefore = redzoneBefore;
        this.ownMemory = ownMemory;
    }

    /** What it was cut off: tells whose it is. */
    MockMemory memory() {
        return memory;
    }

    long address() {
        return address;
    }

    long offset() {
        return offset;
    }

    SlotKind kind() {
        return kind;
    }

    /** Bytes before the block that nobody may write. */
    long redzoneBeforeByteSize() {
        return redzoneBefore ? REDZONE_BYTE_SIZE : 0;
    }

    MockMemory.@Nullable OwnMemory ownMemory() {
        return ownMemory;
    }

    /** Bytes of memory that it alone lies in; 0 if it shares a region. */
    long ownByteSize() {
        return ownMemory == null ? 0 : ownMemory.takenByteSize();
    }

    /** The block in it, or the last one. */
    Block block() {
        return Objects.requireNonNull(block, "block");
    }

    boolean isLive() {
        return live;
    }

    void occupy(Block by) {
        block = by;
        live = true;
    }

    void vacate() {
        live = false;
    }

    /** Whether an address lies in the slot or its redzones. */
    boolean spans(long anyAddress) {
        return anyAddress >= address - redzoneBeforeByteSize() && anyAddress < end();
    }

    /** The address after the trailing redzone. */
    long end() {
        return address + kind.byteCapacity() + REDZONE_BYTE_SIZE;
    }
}

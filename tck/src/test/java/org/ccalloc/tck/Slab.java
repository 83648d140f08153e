package org.ccalloc.tck;

import java.util.Arrays;

/** A piece of memory, cut into equal units, with a bit for each that is in use. Guarded by the lock of its size class. */
class Slab {

    static final long BYTE_SIZE = 1 << 16;

    final long address;
    int sizeClass;
    long unitByteSize;
    int units;
    int usedUnits;
    long[] used = {};

    /** Behind this, no unit has been handed out since the memory was zero. */
    long dirtyEnd;

    Slab(long address) {
        this.address = address;
        this.dirtyEnd = address;
    }

    void cut(int newSizeClass, long newUnitByteSize, int newUnits) {
        sizeClass = newSizeClass;
        unitByteSize = newUnitByteSize;
        units = newUnits;
        usedUnits = 0;
        used = new long[(newUnits + 63) >>> 6];
    }

    boolean isFull() {
        return usedUnits == units;
    }

    /** A free unit, marked as used. There has to be one. */
    int take() {
        for (int word = 0; word < used.length; word++) {
            int bit = Long.numberOfTrailingZeros(~used[word]);
            int unit = (word << 6) + bit;
            if (bit < 64 && unit < units) {
                mark(unit);
                usedUnits++;
                return unit;
            }
        }
        throw new IllegalStateException("slab: usedUnits=" + usedUnits + " of " + units + ", " + Arrays.toString(used));
    }

    void mark(int unit) {
        used[unit >>> 6] |= 1L << unit;
    }

    /** Does nothing for a free one: allocators that are broken on purpose may free twice, and shall do no more harm. */
    void release(int unit) {
        long bit = 1L << unit;
        if ((used[unit >>> 6] & bit) != 0) {
            used[unit >>> 6] &= ~bit;
            usedUnits--;
        }
    }

    boolean isUsed(int unit) {
        return (used[unit >>> 6] & 1L << unit) != 0;
    }

    int unitAt(long blockAddress) {
        return Math.min(units - 1, (int) ((blockAddress - address) / unitByteSize));
    }

    long addressOf(int unit) {
        return address + unit * unitByteSize;
    }
}

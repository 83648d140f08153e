package org.ccalloc.arrow;

import org.apache.arrow.memory.unsafe.UnsafeAllocationManager;
import org.ccalloc.spi.CcAllocators;

/** Whose blocks Arrow's buffers are: ours or, to compare, Arrow's own. The JVM is started for one of them. */
enum TestedMemory {
    OURS {
        @Override
        long allocCount() {
            return CcAllocators.get().statsSnapshot().allocCount();
        }

        @Override
        long freeCount() {
            return CcAllocators.get().statsSnapshot().freeCount();
        }
    },
    ARROWS {
        @Override
        long allocCount() {
            return UnsafeAllocationManager.allocCount();
        }

        @Override
        long freeCount() {
            return UnsafeAllocationManager.freeCount();
        }
    };

    /** As Arrow decides it. Read early: a test of Arrow's clears the setting. */
    static final TestedMemory OF_THIS_JVM =
            "Unsafe".equals(System.getProperty("arrow.allocation.manager.type")) ? ARROWS : OURS;

    /** Blocks so far; of ours, those since statistics are on. */
    abstract long allocCount();

    /** Blocks that were given back. */
    abstract long freeCount();

    long liveCount() {
        return allocCount() - freeCount();
    }

    /** The one that no buffer lies in. */
    TestedMemory other() {
        return this == OURS ? ARROWS : OURS;
    }
}

package org.ccalloc.mock;

import java.util.List;
import org.ccalloc.spi.RawMemory;

/** Words faults: what, where in which block, and the stack traces. */
final class FaultReport {

    /** As many leaks as are shown with their traces. */
    private static final int MOST_LEAKS = 10;

    private FaultReport() {}

    /**
     * A fault that concerns a block.
     *
     * @param fault what
     * @param details where in the block, or which argument, as {@code name=value}; may be empty
     * @param slot the block's
     * @param expected what was expected
     */
    static MemoryFaultException of(MemoryFault fault, String details, Slot slot, String expected) {
        Block block = slot.block();
        List<StackTraceElement> allocationTrace = block.allocationTrace();
        List<StackTraceElement> freeTrace = slot.isLive() ? List.of() : block.freeTrace();
        var text = new StringBuilder();
        text.append(fault).append(": ");
        if (!details.isEmpty()) {
            text.append(details).append(", ");
        }
        text.append("block ")
                .append(describe(slot))
                .append(" (expected ")
                .append(expected)
                .append(')');
        append(text, "allocated", block.thread(), allocationTrace);
        if (!slot.isLive()) {
            append(text, "first freed", block.freeThread(), freeTrace);
        }
        text.append("\n  noticed by thread \"").append(threadName()).append("\", now:");
        return new MemoryFaultException(fault, text.toString(), allocationTrace, freeTrace);
    }

    /** An address that no block has. */
    static MemoryFaultException foreign(String call, long address) {
        return new MemoryFaultException(
                MemoryFault.FOREIGN_POINTER,
                MemoryFault.FOREIGN_POINTER + ": " + call + ", address=" + hex(address)
                        + " (expected the address of a live block of this mock)\n  noticed by thread \"" + threadName()
                        + "\", now:",
                List.of(),
                List.of());
    }

    /** Blocks that were live at the end. */
    static MemoryFaultException leak(List<LiveBlock> leaked) {
        long byteSize = leaked.stream().mapToLong(LiveBlock::byteSize).sum();
        var text = new StringBuilder();
        text.append(MemoryFault.LEAK)
                .append(": blocks=")
                .append(leaked.size())
                .append(", bytes=")
                .append(byteSize)
                .append(" (expected none to be live at the end)");
        for (LiveBlock block : leaked.subList(0, Math.min(leaked.size(), MOST_LEAKS))) {
            text.append("\n  ")
                    .append(block.operation())
                    .append(": byteSize=")
                    .append(block.byteSize())
                    .append(", offset=")
                    .append(hex(block.offset()))
                    .append(", number=")
                    .append(block.number());
            append(text, "allocated", block.thread(), block.allocationTrace());
        }
        if (leaked.size() > MOST_LEAKS) {
            text.append("\n  and ").append(leaked.size() - MOST_LEAKS).append(" more");
        }
        return new MemoryFaultException(
                MemoryFault.LEAK, text.toString(), leaked.getFirst().allocationTrace(), List.of());
    }

    /** Where a byte that nobody should have written lies. */
    static String written(long address, Guard guard, long blockOffset) {
        return "byte at block offset " + blockOffset + "=0x"
                + Integer.toHexString(Byte.toUnsignedInt(RawMemory.getByte(address)))
                + " (was 0x" + Integer.toHexString(Byte.toUnsignedInt(guard.value())) + ")";
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    static String threadName() {
        Thread thread = Thread.currentThread();
        return thread.getName().isEmpty() ? "virtual " + thread.threadId() : thread.getName();
    }

    private static String describe(Slot slot) {
        Block block = slot.block();
        return "by " + block.operation() + ", byteSize=" + block.byteSize() + ", address=" + hex(slot.address())
                + ", offset=" + hex(slot.offset()) + ", number=" + block.number();
    }

    private static void append(StringBuilder text, String what, String thread, List<StackTraceElement> trace) {
        text.append("\n  ").append(what).append(" by thread \"").append(thread).append("\":");
        if (trace.isEmpty()) {
            text.append(" (stack traces are off)");
        }
        for (StackTraceElement frame : trace) {
            text.append("\n    at ").append(frame);
        }
    }
}

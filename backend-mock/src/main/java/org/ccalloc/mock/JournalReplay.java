package org.ccalloc.mock;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/** One replay of a journal. */
final class JournalReplay {

    /**
     * A block of the allocator that replays.
     *
     * @param address where it is there
     * @param byteSize its size there
     * @param content what it was filled with
     */
    private record Replayed(long address, long byteSize, byte content) {}

    private final CcAllocator allocator;
    private final Map<Long, Replayed> byOffset = new HashMap<>();

    JournalReplay(CcAllocator allocator) {
        this.allocator = allocator;
    }

    void run(List<JournalEntry> entries) {
        try {
            entries.forEach(this::step);
            byOffset.forEach((offset, block) -> checkContent("the end", block, block.byteSize()));
        } finally {
            byOffset.values().forEach(block -> allocator.free(block.address(), block.byteSize()));
        }
    }

    private void step(JournalEntry entry) {
        if (entry.outcome() != JournalEntry.Outcome.DONE) {
            return;
        }
        long byteSize = entry.byteSize();
        long byteAlignment = entry.byteAlignment();
        switch (entry.operation()) {
            case ALLOC -> keep(entry, allocator.alloc(byteSize));
            case CALLOC -> keepZeroed(entry, allocator.calloc(1, byteSize));
            case ALLOC_ALIGNED -> keep(entry, allocator.allocAligned(byteSize, byteAlignment));
            case CALLOC_ALIGNED -> keepZeroed(entry, allocator.callocAligned(1, byteSize, byteAlignment));
            case ALLOC_NODE -> keep(entry, allocator.allocNode(byteSize));
            case REALLOC, RESIZE_IN_PLACE -> {
                Replayed old = checked(entry);
                keepMoved(entry, old, allocator.realloc(old.address(), old.byteSize(), byteSize));
            }
            case REALLOC_ALIGNED -> {
                Replayed old = checked(entry);
                keepMoved(entry, old, allocator.reallocAligned(old.address(), old.byteSize(), byteSize, byteAlignment));
            }
            case FREE -> {
                Replayed block = checked(entry);
                byOffset.remove(entry.blockOffset());
                allocator.free(block.address(), block.byteSize());
            }
            case FREE_UNSIZED -> {
                Replayed block = checked(entry);
                byOffset.remove(entry.blockOffset());
                allocator.freeUnsized(block.address());
            }
            case TRIM -> allocator.trim();
            case USABLE_SIZE -> {}
        }
    }

    /** The block that an entry is about, after a look at its content. */
    private Replayed checked(JournalEntry entry) {
        Replayed block = byOffset.get(entry.blockOffset());
        if (block == null) {
            throw new IllegalArgumentException("replay: " + entry + " (expected a block that the journal has)");
        }
        checkContent(entry, block, block.byteSize());
        return block;
    }

    private void keep(JournalEntry entry, long address) {
        keep(entry, address, (byte) 0, 0);
    }

    private void keepZeroed(JournalEntry entry, long address) {
        keep(entry, address, (byte) 0, entry.byteSize());
    }

    private void keepMoved(JournalEntry entry, Replayed old, long address) {
        if (address != 0) {
            byOffset.remove(entry.blockOffset());
        }
        keep(entry, address, old.content(), Math.min(old.byteSize(), entry.byteSize()));
    }

    /** Remembers a block before it is looked at, so that it is given back whatever is found. */
    private void keep(JournalEntry entry, long address, byte oldContent, long oldByteSize) {
        if (address == 0) {
            throw new AssertionError("replay: " + entry + ": address=0x0 (expected a block)");
        }
        var block = new Replayed(address, entry.byteSize(), (byte) entry.sequence());
        byOffset.put(entry.resultOffset(), block);
        long byteAlignment = promisedAlignment(entry);
        if (address % byteAlignment != 0) {
            throw new AssertionError("replay: " + entry + ": address=" + FaultReport.hex(address)
                    + " (expected a multiple of " + byteAlignment + ")");
        }
        checkContent(entry, new Replayed(address, block.byteSize(), oldContent), oldByteSize);
        RawMemory.fill(address, block.byteSize(), block.content());
    }

    /** Of any allocator; the mock keeps larger ones for what was asked for with none. */
    private static long promisedAlignment(JournalEntry entry) {
        return switch (entry.operation()) {
            case ALLOC_ALIGNED, CALLOC_ALIGNED, REALLOC_ALIGNED -> entry.byteAlignment();
            case ALLOC_NODE -> CacheLine.byteSize();
            default -> entry.byteSize() < 16 ? 8 : 16;
        };
    }

    private static void checkContent(Object occasion, Replayed block, long byteSize) {
        for (long i = 0; i < byteSize; i++) {
            byte found = RawMemory.getByte(block.address() + i);
            if (found != block.content()) {
                throw new AssertionError("replay: " + occasion + ": byte at block offset " + i + "=" + found
                        + " (expected " + block.content() + ")");
            }
        }
    }
}

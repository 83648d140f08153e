package org.ccalloc.mock;

import static org.ccalloc.mock.JournalEntry.Outcome.DONE;
import static org.ccalloc.mock.JournalEntry.Outcome.FAILED;
import static org.ccalloc.mock.JournalEntry.Outcome.REFUSED;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ccalloc.spi.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * All blocks of a mock, and the checks on them. One lock for everything: operations are ordered, and a mock need not be
 * fast with many threads.
 *
 * <p>An operation that throws has changed nothing, except that the guard which was found written is whole again, so that a
 * fault is reported once.
 */
final class BlockTable {

    /** As many faults as are remembered. */
    private static final int MOST_FAULTS = 100;

    /** Memory of large freed blocks that no longer wait: what they may take before it goes back to the JVM. */
    static final long MOST_KEPT_BYTE_SIZE = 64 << 20;

    /** For a free that does not name the size. */
    private static final long UNSIZED = -1;

    private final Object lock = new Object();
    private final MockSettings settings;
    private final MockMemory memory;
    private final FreeSlots freeSlots;
    private final SlotMap slots = new SlotMap();
    private final List<MemoryFaultException> faults = new ArrayList<>();
    private final @Nullable JournalRecorder recorder;
    private FailureRule failureRule;
    private @Nullable CallSite lastFailure;
    private boolean closed;
    private long requestCount;
    private long failedCount;
    private long allocCount;
    private long freeCount;
    private long liveByteSize;
    private long peakByteSize;

    BlockTable(MockSettings settings) {
        this.settings = settings;
        this.memory = new MockMemory(settings.byteCapacity());
        this.freeSlots = FreeSlots.in(settings.reuseOrder());
        this.failureRule = settings.failureRule();
        this.recorder = settings.recording() ? new JournalRecorder() : null;
    }

    // ------------------------------------------------------------------------------------------ operations

    long allocate(Operation operation, long byteSize, long byteAlignment) {
        synchronized (lock) {
            checkOpen(operation);
            Slot slot = granted(null, operation, byteSize, byteAlignment);
            return slot == null ? 0 : slot.address();
        }
    }

    /** Always moves the block: who keeps the old address is to be found out. */
    long reallocate(Operation operation, long address, long oldByteSize, long newByteSize, long byteAlignment) {
        synchronized (lock) {
            checkOpen(operation);
            Slot old = live(operation, address, oldByteSize);
            checkRedzones(old);
            Slot slot = granted(old, operation, newByteSize, byteAlignment);
            if (slot == null) {
                return 0;
            }
            RawMemory.copy(address, slot.address(), Math.min(oldByteSize, newByteSize));
            retire(old);
            return slot.address();
        }
    }

    boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
        synchronized (lock) {
            checkOpen(Operation.RESIZE_IN_PLACE);
            Slot slot = live(Operation.RESIZE_IN_PLACE, address, oldByteSize);
            checkRedzones(slot);
            boolean fits = newByteSize <= slot.kind().byteCapacity();
            record(Operation.RESIZE_IN_PLACE, slot, newByteSize, 0, fits ? slot : null, fits ? DONE : REFUSED);
            if (!fits) {
                return false;
            }
            if (newByteSize > oldByteSize) {
                Guard.UNINITIALIZED.fill(address + oldByteSize, newByteSize - oldByteSize);
            }
            slot.block().resized(newByteSize);
            fillRedzones(slot);
            allocCount++;
            freeCount++;
            addLiveBytes(newByteSize - oldByteSize);
            return true;
        }
    }

    void free(long address, long byteSize) {
        free(Operation.FREE, address, byteSize);
    }

    void freeUnsized(long address) {
        free(Operation.FREE_UNSIZED, address, UNSIZED);
    }

    private void free(Operation operation, long address, long byteSize) {
        synchronized (lock) {
            checkOpen(operation);
            Slot slot = live(operation, address, byteSize);
            checkRedzones(slot);
            record(operation, slot, slot.block().byteSize(), 0, null, DONE);
            retire(slot);
        }
    }

    long usableSize(long address) {
        synchronized (lock) {
            checkOpen(Operation.USABLE_SIZE);
            return live(Operation.USABLE_SIZE, address, UNSIZED).block().byteSize();
        }
    }

    long trim() {
        synchronized (lock) {
            checkOpen(Operation.TRIM);
            record(Operation.TRIM, null, 0, 0, null, DONE);
            return giveBackFreeSlots();
        }
    }

    // -------------------------------------------------------------------------------------------- control

    void failWhen(FailureRule rule) {
        synchronized (lock) {
            failureRule = rule;
        }
    }

    MockCounts counts() {
        synchronized (lock) {
            return new MockCounts(requestCount, failedCount, allocCount, freeCount, liveByteSize, peakByteSize);
        }
    }

    MockJournal journal() {
        synchronized (lock) {
            return recorder == null ? new MockJournal(List.of()) : recorder.journal();
        }
    }

    /** Where the last request failed that a rule made fail; empty if none did or traces are off. */
    List<StackTraceElement> lastFailureTrace() {
        synchronized (lock) {
            return lastFailure == null ? List.of() : lastFailure.frames();
        }
    }

    long offsetOf(long address) {
        synchronized (lock) {
            Slot slot = slots.get(address);
            if (slot == null) {
                throw new IllegalArgumentException(
                        "offset: address=" + FaultReport.hex(address) + " (expected that of a block of this mock)");
            }
            return slot.offset();
        }
    }

    List<LiveBlock> liveBlocks() {
        synchronized (lock) {
            return slots.all().stream()
                    .filter(Slot::isLive)
                    .map(BlockTable::described)
                    .sorted(Comparator.comparingLong(LiveBlock::number))
                    .toList();
        }
    }

    List<MemoryFaultException> takeFaults() {
        synchronized (lock) {
            List<MemoryFaultException> taken = List.copyOf(faults);
            faults.clear();
            return taken;
        }
    }

    /** Looks at the guards of all blocks, live and freed. */
    void check() {
        synchronized (lock) {
            checkOpen("check");
            List<MemoryFaultException> found = brokenGuards();
            throwFirst(found);
        }
    }

    /** Memory that the mock has from the JVM. */
    long heldByteSize() {
        synchronized (lock) {
            return memory.takenByteSize();
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /**
     * Ends the mock. Memory goes back to the system only if all is well: otherwise somebody may still write to it, and had
     * better not end the JVM.
     */
    void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            List<MemoryFaultException> found = faultsAtTheEnd();
            closed = true;
            if (found.isEmpty()) {
                memory.giveBackAll();
            }
            slots.clear();
            throwFirst(found);
        }
    }

    /** What would be thrown if this were the end; nothing if that has been. */
    List<MemoryFaultException> faultsAtTheEnd() {
        synchronized (lock) {
            if (closed) {
                return List.of();
            }
            var found = new ArrayList<>(faults);
            found.addAll(brokenGuards());
            List<LiveBlock> leaked = liveBlocks();
            if (!leaked.isEmpty()) {
                found.add(FaultReport.leak(leaked));
            }
            return found;
        }
    }

    // ------------------------------------------------------------------------------- inside, under the lock

    private void checkOpen(Object operation) {
        if (closed) {
            throw new IllegalStateException(operation + ": the mock is closed, owner="
                    + (settings.owner().isEmpty() ? "unknown" : settings.owner())
                    + " (expected to be used before its owner ended)");
        }
    }

    /** A slot with a new block in it, or null if the request fails. */
    private @Nullable Slot granted(@Nullable Slot old, Operation operation, long byteSize, long byteAlignment) {
        var request = new AllocationRequest(requestCount + 1, operation, byteSize, byteAlignment, liveByteSize);
        if (requestCount == 0 && settings.exitReport()) {
            ExitReport.schedule(this);
        }
        boolean fails = failureRule.fails(request);
        Slot slot = fails ? null : slotFor(request);
        requestCount++;
        record(operation, old, byteSize, byteAlignment, slot, fails ? FAILED : slot == null ? REFUSED : DONE);
        if (slot == null) {
            failedCount++;
            if (fails) {
                lastFailure = site();
            }
            return null;
        }
        slot.occupy(new Block(request, FaultReport.threadName(), site()));
        Guard.UNINITIALIZED.fill(slot.address(), byteSize);
        fillRedzones(slot);
        allocCount++;
        addLiveBytes(byteSize);
        return slot;
    }

    private @Nullable Slot slotFor(AllocationRequest request) {
        long mostByteSize = Math.max(request.byteSize(), request.byteAlignment());
        if (mostByteSize > settings.byteCapacity()) {
            return null;
        }
        SlotKind kind = SlotKind.of(request);
        Slot slot = reused(kind);
        if (slot == null) {
            slot = fresh(kind);
        }
        if (slot == null) {
            freeSlots.endWaiting();
            slot = reused(kind);
        }
        if (slot == null && giveBackFreeSlots() > 0) {
            slot = fresh(kind);
        }
        return slot;
    }

    private @Nullable Slot reused(SlotKind kind) {
        Slot slot = freeSlots.take(kind);
        if (slot != null) {
            MemoryFaultException written = writtenAfterFree(slot);
            if (written != null) {
                freeSlots.add(slot);
                throw noted(written);
            }
        }
        return slot;
    }

    private @Nullable Slot fresh(SlotKind kind) {
        Slot slot = memory.newSlot(kind);
        if (slot != null) {
            slots.put(slot);
        }
        return slot;
    }

    private long giveBackFreeSlots() {
        long byteSize = 0;
        for (Slot slot : freeSlots.takeThoseWithOwnMemory()) {
            slots.remove(slot);
            byteSize += memory.giveBack(slot);
        }
        return byteSize;
    }

    private void retire(Slot slot) {
        Block block = slot.block();
        freeCount++;
        addLiveBytes(-block.byteSize());
        block.freed(FaultReport.threadName(), site());
        slot.vacate();
        Guard.FREED.fill(slot.address(), block.byteSize());
        freeSlots.add(slot);
        if (freeSlots.ownByteSize() > MOST_KEPT_BYTE_SIZE) {
            giveBackFreeSlots();
        }
    }

    private void addLiveBytes(long byteSize) {
        liveByteSize += byteSize;
        peakByteSize = Math.max(peakByteSize, liveByteSize);
    }

    private void record(
            Operation operation,
            @Nullable Slot block,
            long byteSize,
            long byteAlignment,
            @Nullable Slot result,
            JournalEntry.Outcome outcome) {
        if (recorder != null) {
            recorder.add(operation, offset(block), byteSize, byteAlignment, offset(result), outcome);
        }
    }

    private static long offset(@Nullable Slot slot) {
        return slot == null ? JournalEntry.NONE : slot.offset();
    }

    private @Nullable CallSite site() {
        return settings.stackTraces() ? CallSite.here() : null;
    }

    // --------------------------------------------------------------------------- checks, under the lock

    /** The slot of a live block, if that is what the program means. */
    private Slot live(Operation operation, long address, long byteSize) {
        Slot slot = slots.get(address);
        if (slot == null) {
            throw noted(notABlock(operation, address));
        }
        Block block = slot.block();
        if (!slot.isLive()) {
            boolean frees = operation == Operation.FREE || operation == Operation.FREE_UNSIZED;
            throw noted(FaultReport.of(
                    frees ? MemoryFault.DOUBLE_FREE : MemoryFault.USE_AFTER_FREE,
                    "operation=" + operation,
                    slot,
                    "a live block"));
        }
        if (byteSize != UNSIZED && byteSize != block.byteSize()) {
            throw noted(FaultReport.of(
                    MemoryFault.WRONG_SIZE,
                    "operation=" + operation + ", byteSize=" + byteSize,
                    slot,
                    block.byteSize() + ", the size last asked for"));
        }
        return slot;
    }

    private MemoryFaultException notABlock(Operation operation, long address) {
        for (Slot slot : slots.all()) {
            if (slot.spans(address)) {
                return FaultReport.of(
                        slot.isLive() ? MemoryFault.INTERIOR_POINTER : MemoryFault.USE_AFTER_FREE,
                        "operation=" + operation + ", address=" + FaultReport.hex(address) + ", which is block offset "
                                + (address - slot.address()),
                        slot,
                        "the address of a live block");
            }
        }
        return FaultReport.foreign("operation=" + operation, address);
    }

    private void fillRedzones(Slot slot) {
        long end = slot.address() + slot.block().byteSize();
        Guard.REDZONE.fill(slot.address() - slot.redzoneBeforeByteSize(), slot.redzoneBeforeByteSize());
        Guard.REDZONE.fill(end, slot.end() - end);
    }

    private void checkRedzones(Slot slot) {
        MemoryFaultException broken = brokenRedzone(slot);
        if (broken != null) {
            throw noted(broken);
        }
    }

    private @Nullable MemoryFaultException brokenRedzone(Slot slot) {
        long byteSize = slot.block().byteSize();
        long end = slot.address() + byteSize;
        long start = slot.address() - slot.redzoneBeforeByteSize();
        long before = Guard.REDZONE.firstWritten(start, slot.redzoneBeforeByteSize());
        long after = Guard.REDZONE.firstWritten(end, slot.end() - end);
        if (before < 0 && after < 0) {
            return null;
        }
        boolean under = before >= 0;
        long address = under ? start + before : end + after;
        MemoryFaultException broken = FaultReport.of(
                under ? MemoryFault.UNDERRUN : MemoryFault.OVERRUN,
                FaultReport.written(address, Guard.REDZONE, address - slot.address()),
                slot,
                "nothing written outside block offsets 0 to " + (byteSize - 1));
        fillRedzones(slot);
        return broken;
    }

    private @Nullable MemoryFaultException writtenAfterFree(Slot slot) {
        long byteSize = slot.block().byteSize();
        long written = Guard.FREED.firstWritten(slot.address(), byteSize);
        if (written < 0) {
            return null;
        }
        MemoryFaultException broken = FaultReport.of(
                MemoryFault.WRITE_AFTER_FREE,
                FaultReport.written(slot.address() + written, Guard.FREED, written),
                slot,
                "nothing written after the free");
        Guard.FREED.fill(slot.address(), byteSize);
        return broken;
    }

    private List<MemoryFaultException> brokenGuards() {
        var found = new ArrayList<MemoryFaultException>();
        slots.all().stream()
                .sorted(Comparator.comparingLong(Slot::offset))
                .map(slot -> slot.isLive() ? brokenRedzone(slot) : writtenAfterFree(slot))
                .forEach(broken -> {
                    if (broken != null) {
                        found.add(broken);
                    }
                });
        return found;
    }

    private MemoryFaultException noted(MemoryFaultException fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault);
        }
        return fault;
    }

    private static void throwFirst(List<MemoryFaultException> found) {
        if (!found.isEmpty()) {
            MemoryFaultException first = found.getFirst();
            found.subList(1, found.size()).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static LiveBlock described(Slot slot) {
        Block block = slot.block();
        return new LiveBlock(
                block.number(),
                block.operation(),
                slot.address(),
                slot.offset(),
                block.byteSize(),
                block.thread(),
                block.allocationTrace());
    }
}

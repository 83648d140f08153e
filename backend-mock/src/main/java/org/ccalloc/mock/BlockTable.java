package org.ccalloc.mock;

import static org.ccalloc.mock.JournalEntry.Outcome.DONE;
import static org.ccalloc.mock.JournalEntry.Outcome.FAILED;
import static org.ccalloc.mock.JournalEntry.Outcome.REFUSED;

import java.util.ArrayList;
import java.util.Collection;
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
    private final MockBudget budget;

    /** Of blocks that are no heap's. */
    private final MockSpace ownSpace;

    /** Of heaps that are open. */
    private final List<MockSpace> heapSpaces = new ArrayList<>();

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
        this.budget = new MockBudget(settings.byteCapacity());
        this.ownSpace = new MockSpace("", MockMemory.ofMock(budget), FreeSlots.in(settings.reuseOrder()));
        this.failureRule = settings.failureRule();
        this.recorder = settings.recording() ? new JournalRecorder() : null;
    }

    // ------------------------------------------------------------------------------------------ operations

    /**
     * Where blocks lie that are no heap's.
     *
     * @return the mock's own space
     */
    MockSpace ownSpace() {
        return ownSpace;
    }

    long allocate(MockSpace space, Operation operation, long byteSize, long byteAlignment) {
        synchronized (lock) {
            checkOpen(operation);
            Slot slot = granted(space, null, operation, byteSize, byteAlignment);
            return slot == null ? 0 : slot.address();
        }
    }

    /** Always moves the block: who keeps the old address is to be found out. */
    long reallocate(
            MockSpace space,
            Operation operation,
            long address,
            long oldByteSize,
            long newByteSize,
            long byteAlignment) {
        synchronized (lock) {
            checkOpen(operation);
            Slot old = live(space, operation, address, oldByteSize);
            checkRedzones(old);
            Slot slot = granted(space, old, operation, newByteSize, byteAlignment);
            if (slot == null) {
                return 0;
            }
            RawMemory.copy(address, slot.address(), Math.min(oldByteSize, newByteSize));
            retire(space, old);
            return slot.address();
        }
    }

    boolean resizeInPlace(MockSpace space, long address, long oldByteSize, long newByteSize) {
        synchronized (lock) {
            checkOpen(Operation.RESIZE_IN_PLACE);
            Slot slot = live(space, Operation.RESIZE_IN_PLACE, address, oldByteSize);
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

    void free(MockSpace space, long address, long byteSize) {
        free(space, Operation.FREE, address, byteSize);
    }

    void freeUnsized(MockSpace space, long address) {
        free(space, Operation.FREE_UNSIZED, address, UNSIZED);
    }

    private void free(MockSpace space, Operation operation, long address, long byteSize) {
        synchronized (lock) {
            checkOpen(operation);
            Slot slot = live(space, operation, address, byteSize);
            checkRedzones(slot);
            record(operation, slot, slot.block().byteSize(), 0, null, DONE);
            retire(space, slot);
        }
    }

    long usableSize(MockSpace space, long address) {
        synchronized (lock) {
            checkOpen(Operation.USABLE_SIZE);
            return live(space, Operation.USABLE_SIZE, address, UNSIZED).block().byteSize();
        }
    }

    long trim(MockSpace space) {
        synchronized (lock) {
            checkOpen(Operation.TRIM);
            record(Operation.TRIM, null, 0, 0, null, DONE);
            return giveBackFreeSlots(space);
        }
    }

    // ---------------------------------------------------------------------------------------------- heaps

    MockSpace newHeapSpace(String name, long byteLimit) {
        synchronized (lock) {
            checkOpen("newHeap");
            MockSpace space =
                    new MockSpace(name, MockMemory.ofHeap(budget, byteLimit), FreeSlots.in(settings.reuseOrder()));
            heapSpaces.add(space);
            return space;
        }
    }

    boolean isLive(MockSpace space, long address) {
        synchronized (lock) {
            checkOpen("owns");
            Slot slot = slots.get(address);
            return slot != null && slot.isLive() && space.holds(slot);
        }
    }

    long footprint(MockSpace space) {
        synchronized (lock) {
            checkOpen("footprint");
            return space.memory().takenByteSize();
        }
    }

    long highestFootprint(MockSpace space) {
        synchronized (lock) {
            checkOpen("maxFootprint");
            return space.memory().highestByteSize();
        }
    }

    List<LiveBlock> liveBlocks(MockSpace space) {
        synchronized (lock) {
            checkOpen("walk");
            return liveBlocksOf(slotsOf(space));
        }
    }

    /**
     * Frees all blocks of a heap. Its memory goes back to the system only if nothing was written outside them; after the
     * end of the mock nothing is left to be done.
     */
    void closeHeap(MockSpace space) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            List<Slot> ofHeap = slotsOf(space);
            List<MemoryFaultException> found = brokenGuards(ofHeap);
            for (Slot slot : ofHeap) {
                if (slot.isLive()) {
                    record(Operation.FREE, slot, slot.block().byteSize(), 0, null, DONE);
                    freeCount++;
                    addLiveBytes(-slot.block().byteSize());
                }
                slots.remove(slot);
            }
            heapSpaces.remove(space);
            found.forEach(this::noted);
            if (found.isEmpty()) {
                space.memory().giveBackAll();
            }
            throwFirst(found);
        }
    }

    /** In the order of their offsets. */
    private List<Slot> slotsOf(MockSpace space) {
        return slots.all().stream()
                .filter(space::holds)
                .sorted(Comparator.comparingLong(Slot::offset))
                .toList();
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
            return liveBlocksOf(slots.all());
        }
    }

    private static List<LiveBlock> liveBlocksOf(Collection<Slot> among) {
        return among.stream()
                .filter(Slot::isLive)
                .map(BlockTable::described)
                .sorted(Comparator.comparingLong(LiveBlock::number))
                .toList();
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
            List<MemoryFaultException> found = brokenGuards(slots.all());
            throwFirst(found);
        }
    }

    /** Memory that the mock has from the JVM. */
    long heldByteSize() {
        synchronized (lock) {
            return budget.takenByteSize();
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
                ownSpace.memory().giveBackAll();
                heapSpaces.forEach(heap -> heap.memory().giveBackAll());
            }
            heapSpaces.clear();
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
            found.addAll(brokenGuards(slots.all()));
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
    private @Nullable Slot granted(
            MockSpace space, @Nullable Slot old, Operation operation, long byteSize, long byteAlignment) {
        var request = new AllocationRequest(requestCount + 1, operation, byteSize, byteAlignment, liveByteSize);
        if (requestCount == 0 && settings.exitReport()) {
            ExitReport.schedule(this);
        }
        boolean fails = failureRule.fails(request);
        Slot slot = fails ? null : slotFor(space, request);
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

    private @Nullable Slot slotFor(MockSpace space, AllocationRequest request) {
        long mostByteSize = Math.max(request.byteSize(), request.byteAlignment());
        if (mostByteSize > settings.byteCapacity()) {
            return null;
        }
        SlotKind kind = SlotKind.of(request);
        Slot slot = reused(space, kind);
        if (slot == null) {
            slot = fresh(space, kind);
        }
        if (slot == null) {
            space.freeSlots().endWaiting();
            slot = reused(space, kind);
        }
        if (slot == null && giveBackFreeSlots(space) > 0) {
            slot = fresh(space, kind);
        }
        return slot;
    }

    private @Nullable Slot reused(MockSpace space, SlotKind kind) {
        Slot slot = space.freeSlots().take(kind);
        if (slot != null) {
            MemoryFaultException written = writtenAfterFree(slot);
            if (written != null) {
                space.freeSlots().add(slot);
                throw noted(written);
            }
        }
        return slot;
    }

    private @Nullable Slot fresh(MockSpace space, SlotKind kind) {
        Slot slot = space.memory().newSlot(kind);
        if (slot != null) {
            slots.put(slot);
        }
        return slot;
    }

    private long giveBackFreeSlots(MockSpace space) {
        long byteSize = 0;
        for (Slot slot : space.freeSlots().takeThoseWithOwnMemory()) {
            slots.remove(slot);
            byteSize += space.memory().giveBack(slot);
        }
        return byteSize;
    }

    private void retire(MockSpace space, Slot slot) {
        Block block = slot.block();
        freeCount++;
        addLiveBytes(-block.byteSize());
        block.freed(FaultReport.threadName(), site());
        slot.vacate();
        Guard.FREED.fill(slot.address(), block.byteSize());
        space.freeSlots().add(slot);
        if (space.freeSlots().ownByteSize() > MOST_KEPT_BYTE_SIZE) {
            giveBackFreeSlots(space);
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
    private Slot live(MockSpace space, Operation operation, long address, long byteSize) {
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
        if (!space.holds(slot)) {
            throw noted(FaultReport.of(
                    MemoryFault.WRONG_HEAP,
                    "operation=" + operation + " through " + space,
                    slot,
                    "an operation through " + ownerOf(slot) + ", where it was allocated"));
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

    private MockSpace ownerOf(Slot slot) {
        return heapSpaces.stream().filter(heap -> heap.holds(slot)).findFirst().orElse(ownSpace);
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

    private List<MemoryFaultException> brokenGuards(Collection<Slot> among) {
        var found = new ArrayList<MemoryFaultException>();
        among.stream()
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

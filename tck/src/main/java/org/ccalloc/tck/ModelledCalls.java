package org.ccalloc.tck;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Does one thread's operations of a sequence and compares each answer with what the contract says: that is the model.
 * Slots and ranges are shared by the threads.
 */
final class ModelledCalls {

    /** Requests from here on cannot be met: no machine has such an address space. */
    static final long LEAST_HUGE_BYTE_SIZE = 1L << 48;

    private final CcAllocator allocator;
    private final AtomicReferenceArray<@Nullable ModelBlock> slots;
    private final LiveRanges ranges;
    private final Trace trace = new Trace();
    /** Another number for each thread. */
    private final int firstGeneration;

    private int generation;
    private CcAllocSnapshot counted = CcAllocSnapshot.ZERO;

    /** The rule by which the last operation is counted. */
    private String countingRule = "C01";

    ModelledCalls(
            CcAllocator allocator,
            AtomicReferenceArray<@Nullable ModelBlock> slots,
            LiveRanges ranges,
            int firstGeneration) {
        this.allocator = allocator;
        this.slots = slots;
        this.ranges = ranges;
        this.firstGeneration = firstGeneration;
        this.generation = firstGeneration;
    }

    Trace trace() {
        return trace;
    }

    /**
     * What these operations must have added to the statistics.
     *
     * @return the totals
     */
    CcAllocSnapshot counted() {
        return counted;
    }

    /**
     * Under which rule.
     *
     * @return the rule that says how the last operation is counted
     */
    String countingRule() {
        return countingRule;
    }

    /**
     * Does an operation, unless its slot is empty, or full and to be filled.
     *
     * @param index where it is in the sequence
     * @param thread who does it
     * @param operation the operation
     * @return whether it was done
     * @throws RuleBroken if what came of it is wrong
     */
    boolean run(int index, int thread, Operation operation) {
        int slot = operation.slot();
        ModelBlock block = slot == Operation.NO_SLOT ? null : slots.get(slot);
        boolean isSkipped = operation instanceof Request ? block != null : slot != Operation.NO_SLOT && block == null;
        if (isSkipped) {
            return false;
        }
        trace.begin(index, thread, operation, block == null ? 0 : block.byteSize());
        countingRule = "C01";
        trace.end(
                switch (operation) {
                    case Request request -> request(request);
                    case Operation.OfBlock ofBlock when block != null -> onBlock(ofBlock, block);
                    case Operation.OfBlock _ -> throw new IllegalStateException("slot: " + slot + " is empty");
                    case Operation.OfNone ofNone -> onNone(ofNone);
                });
        return true;
    }

    /**
     * Looks at all live blocks, while no other thread works on them.
     *
     * @param last the operation since they were looked at before
     */
    void expectAllIntact(Operation last) {
        String rule = last instanceof Operation.Trim ? "T01" : "D02";
        for (ModelBlock block : ranges.blocks()) {
            expectIntact(block, rule, () -> call(last));
        }
    }

    // ------------------------------------------------------------------------------------------- new blocks

    private Trace.Outcome request(Request request) {
        String refusal = refusal(request.way().isAligned(), request.byteAlignment());
        if (refusal != null) {
            return refused(refusal, request, request.byteAlignment(), () -> request.ask(allocator));
        }
        long least = Math.min(request.count(), request.elementByteSize());
        if (least < 0) {
            return refused("S02", request, least, () -> request.ask(allocator));
        }
        if (least == 0) {
            return noBlock("S01", request, request.ask(allocator));
        }
        if (request.overflows() || request.byteSize() >= LEAST_HUGE_BYTE_SIZE) {
            countingRule = "C02";
            return noBlock(request.overflows() ? "S04" : "S03", request, request.ask(allocator));
        }
        Block block = new Block(request.ask(allocator), request.byteSize());
        boolean isNode = request.way() == Request.Way.ALLOC_NODE;
        countingRule = isNode ? "C04" : "C02";
        expectBlock(request, block);
        expectAlignment(request, block.address(), isNode);
        counted = counted.plus(new CcAllocSnapshot(1, 0, 0, block.byteSize(), 0));
        ModelBlock added = add(request, block, isNode);
        if (request.way().isZeroed()) {
            expectZero(request, block);
        }
        added.write();
        slots.set(request.slot(), added);
        return Trace.Outcome.DONE;
    }

    private void expectAlignment(Request request, long address, boolean isNode) {
        if (isNode) {
            expectAligned("A07", request, address, CacheLine.byteSize());
        } else if (request.way().isAligned()) {
            expectAligned("A03", request, address, request.byteAlignment());
        } else {
            expectNaturallyAligned(request, address);
        }
    }

    private void expectNaturallyAligned(Operation operation, long address) {
        boolean isSmall = operation.byteSize() < 16;
        expectAligned(isSmall ? "A02" : "A01", operation, address, isSmall ? CcAllocator.MIN_BYTE_ALIGNMENT : 16);
    }

    private void expectZero(Request request, Block block) {
        try {
            ContentPattern.checkZero("", block);
        } catch (AssertionError e) {
            throw new RuleBroken("Z01", call(request) + e.getMessage());
        }
    }

    private ModelBlock add(Operation operation, Block block, boolean isNode) {
        long usableByteSize = allocator.usableSize(block.address());
        var added = new ModelBlock(operation.slot(), block, usableByteSize, isNode, generation++);
        ranges.add(added);
        if (usableByteSize < block.byteSize()) {
            throw new RuleBroken(
                    "U01",
                    "usableSize after " + call(operation) + ": " + block + ", usableSize=" + usableByteSize
                            + " (expected " + block.byteSize() + " or more)");
        }
        return added;
    }

    // ---------------------------------------------------------------------------------------- live blocks

    private Trace.Outcome onBlock(Operation.OfBlock operation, ModelBlock block) {
        expectIntact(block, "D02", () -> "what happened before " + call(operation));
        return switch (operation) {
            case Operation.Realloc realloc ->
                realloc(realloc, block, () -> allocator.realloc(block.address(), block.byteSize(), realloc.byteSize()));
            case Operation.ReallocAligned realloc ->
                realloc(
                        realloc,
                        block,
                        () -> allocator.reallocAligned(
                                block.address(), block.byteSize(), realloc.byteSize(), realloc.byteAlignment()));
            case Operation.ReallocOfWrongSize(int _, long oldByteSize, long newByteSize) ->
                refusedFor(
                        block,
                        oldByteSize < 0 ? "S02" : "R07",
                        operation,
                        oldByteSize,
                        () -> allocator.realloc(block.address(), oldByteSize, newByteSize));
            case Operation.ResizeInPlace(int _, long byteSize) -> resizeInPlace(operation, block, byteSize);
            case Operation.ResizeToUsableSize _ -> resizeInPlace(operation, block, block.usableByteSize());
            case Operation.Free _ -> {
                forget(block);
                allocator.free(block.address(), block.byteSize());
                countingRule = "C03";
                counted = counted.plus(new CcAllocSnapshot(0, 1, 0, 0, block.byteSize()));
                yield Trace.Outcome.DONE;
            }
            case Operation.FreeUnsized _ -> {
                forget(block);
                allocator.freeUnsized(block.address());
                countingRule = "C05";
                counted = counted.plus(new CcAllocSnapshot(0, 1, 1, 0, 0));
                yield Trace.Outcome.DONE;
            }
            case Operation.FreeOfNegativeSize(int _, long byteSize) ->
                refusedFor(block, "F04", operation, byteSize, () -> allocator.free(block.address(), byteSize));
            // What it answers has been looked at above.
            case Operation.UsableSize _ -> Trace.Outcome.DONE;
        };
    }

    private void forget(ModelBlock block) {
        ranges.remove(block);
        slots.set(trace.last().operation().slot(), null);
    }

    private Trace.Outcome realloc(Operation operation, ModelBlock block, LongSupplier call) {
        boolean hasAlignment = operation instanceof Operation.ReallocAligned;
        long newByteSize = operation.byteSize();
        Expect.Call refused = () -> {
            long _ = call.getAsLong();
        };
        String refusal = refusal(hasAlignment, operation.byteAlignment());
        if (refusal != null) {
            return refusedFor(block, refusal, operation, operation.byteAlignment(), refused);
        }
        if (newByteSize <= 0) {
            return refusedFor(block, newByteSize == 0 ? "R02" : "S02", operation, newByteSize, refused);
        }
        if (newByteSize >= LEAST_HUGE_BYTE_SIZE) {
            countingRule = "C02";
            Trace.Outcome outcome = noBlock("S03", operation, call.getAsLong());
            expectIntact(block, "R03", () -> call(operation));
            return outcome;
        }
        if (newByteSize < block.byteSize()) {
            block.writeBefore(newByteSize);
        }
        // While it moves, the old place may already be another thread's.
        ranges.remove(block);
        Block resized = new Block(call.getAsLong(), newByteSize);
        countingRule = "C09";
        expectBlock(operation, resized);
        if (hasAlignment) {
            expectAligned("R05", operation, resized.address(), operation.byteAlignment());
        } else {
            expectNaturallyAligned(operation, resized.address());
        }
        replace(operation, block, resized, "R04");
        return Trace.Outcome.DONE;
    }

    private Trace.Outcome resizeInPlace(Operation operation, ModelBlock block, long newByteSize) {
        if (newByteSize <= 0) {
            return refusedFor(
                    block,
                    "P03",
                    operation,
                    newByteSize,
                    () -> allocator.resizeInPlace(block.address(), block.byteSize(), newByteSize));
        }
        if (newByteSize < block.byteSize()) {
            block.writeBefore(newByteSize);
        }
        // What it loses may already be another thread's.
        ranges.remove(block);
        if (allocator.resizeInPlace(block.address(), block.byteSize(), newByteSize)) {
            countingRule = "C09";
            replace(operation, block, new Block(block.address(), newByteSize), "P01");
            return Trace.Outcome.RESIZED;
        }
        countingRule = "P02";
        ranges.add(block);
        expectIntact(block, "P02", () -> call(operation));
        return Trace.Outcome.NOT_RESIZED;
    }

    private void replace(Operation operation, ModelBlock block, Block resized, String rule) {
        counted = counted.plus(new CcAllocSnapshot(1, 1, 0, resized.byteSize(), block.byteSize()));
        ModelBlock added = add(operation, resized, false);
        block.checkPrefix(resized, rule, () -> call(operation));
        added.write();
        slots.set(operation.slot(), added);
    }

    private Trace.Outcome refusedFor(ModelBlock block, String rule, Operation operation, long value, Expect.Call call) {
        Trace.Outcome outcome = refused(rule, operation, value, call);
        expectIntact(block, rule, () -> call(operation));
        return outcome;
    }

    private void expectIntact(ModelBlock block, String rule, Supplier<String> occasion) {
        long usableByteSize = allocator.usableSize(block.address());
        if (usableByteSize != block.usableByteSize()) {
            throw new RuleBroken(
                    "U02",
                    "usableSize after " + occasion.get() + ": " + block + ", usableSize=" + usableByteSize
                            + " (expected " + block.usableByteSize() + ", as before)");
        }
        block.check(rule, occasion);
    }

    // ------------------------------------------------------------------------------------------- no block

    private Trace.Outcome onNone(Operation.OfNone operation) {
        switch (operation) {
            case Operation.FreeNothing(long byteSize)
            when byteSize < 0 -> {
                return refused("S02", operation, byteSize, () -> allocator.free(0, byteSize));
            }
            case Operation.FreeNothing(long byteSize) -> {
                countingRule = "F01";
                allocator.free(0, byteSize);
            }
            case Operation.FreeNothingUnsized _ -> {
                countingRule = "F01";
                allocator.freeUnsized(0);
            }
            case Operation.Churn churn -> churn(churn);
            case Operation.UsableSizeOfNothing _ -> expectZero("U04", operation, allocator.usableSize(0));
            case Operation.Trim _ -> {
                long trimmed = allocator.trim();
                if (trimmed < 0) {
                    throw new RuleBroken("T01", "trim(): " + trimmed + " (expected 0 or more)");
                }
            }
            case Operation.StatsSnapshot _ -> expectNoFreeWithoutAllocation(allocator.statsSnapshot());
        }
        return Trace.Outcome.DONE;
    }

    private void churn(Operation.Churn churn) {
        long byteSize = churn.byteSize();
        for (int i = 0; i < churn.rounds(); i++) {
            Block first = stamped(churn);
            Block second = stamped(churn);
            // The order in which a stack of free blocks that races with others goes wrong.
            giveBack(churn, first);
            giveBack(churn, second);
        }
        long rounds = churn.rounds();
        counted = counted.plus(
                new CcAllocSnapshot(2 * rounds, 2 * rounds, 0, 2 * rounds * byteSize, 2 * rounds * byteSize));
    }

    private Block stamped(Operation.Churn churn) {
        Block block = new Block(allocator.alloc(churn.byteSize()), churn.byteSize());
        expectBlock(churn, block);
        ContentPattern.write(block.address(), stampByteSize(block), stampKey(block));
        return block;
    }

    private void giveBack(Operation.Churn churn, Block block) {
        if (ContentPattern.mismatch(block.address(), stampByteSize(block), stampKey(block)) >= 0) {
            throw new RuleBroken(
                    "D02", "content during " + call(churn) + ": " + block + " (expected what was written)");
        }
        allocator.free(block.address(), block.byteSize());
    }

    /** Another one in each thread. */
    private long stampKey(Block block) {
        return block.address() + firstGeneration;
    }

    private static long stampByteSize(Block block) {
        return Math.min(block.byteSize(), Long.BYTES);
    }

    /** What can be said of a snapshot while other threads go on. */
    private static void expectNoFreeWithoutAllocation(CcAllocSnapshot snapshot) {
        if (snapshot.freeCount() > snapshot.allocCount() || snapshot.freeBytes() > snapshot.allocBytes()) {
            throw new RuleBroken(
                    "C06", "statistics under load: " + snapshot + " (expected no more frees than allocations)");
        }
    }

    // ----------------------------------------------------------------------------------------- answers

    private static @Nullable String refusal(boolean hasAlignment, long byteAlignment) {
        boolean isValid = byteAlignment >= CcAllocator.MIN_BYTE_ALIGNMENT && Long.bitCount(byteAlignment) == 1;
        return hasAlignment && !isValid ? "A06" : null;
    }

    private Trace.Outcome refused(String rule, Operation operation, long value, Expect.Call call) {
        countingRule = "C02";
        try {
            Expect.refused(call(operation), value, call);
        } catch (AssertionError e) {
            throw new RuleBroken(rule, String.valueOf(e.getMessage()));
        }
        return Trace.Outcome.REFUSED;
    }

    private Trace.Outcome noBlock(String rule, Operation operation, long address) {
        if (address != 0) {
            throw new RuleBroken(rule, call(operation) + ": address=" + Block.hex(address) + " (expected 0)");
        }
        return Trace.Outcome.NO_BLOCK;
    }

    private void expectZero(String rule, Operation operation, long value) {
        if (value != 0) {
            throw new RuleBroken(rule, call(operation) + ": " + value + " (expected 0)");
        }
    }

    private void expectBlock(Operation operation, Block block) {
        if (block.address() == 0) {
            String rule = operation.byteAlignment() == 0 ? "S03" : "A04";
            throw new RuleBroken(rule, call(operation) + ": address=0x0 (expected a block)");
        }
    }

    private void expectAligned(String rule, Operation operation, long address, long byteAlignment) {
        if (!Expect.isAligned(address, byteAlignment)) {
            throw new RuleBroken(
                    rule,
                    call(operation) + ": address=" + Block.hex(address) + " (expected a multiple of " + byteAlignment
                            + ")");
        }
    }

    /**
     * Shows the last operation as it would be written.
     *
     * @param operation which it was
     * @return the call
     */
    String call(Operation operation) {
        return operation.call(ModelBlock.name(operation.slot()), trace.last().byteSize());
    }
}

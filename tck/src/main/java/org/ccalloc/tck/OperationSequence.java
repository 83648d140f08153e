package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What threads do with an allocator. Operations on one slot happen in the order of the list, and so do those of one
 * thread; nothing else is in any order.
 *
 * @param steps the operations
 */
record OperationSequence(List<Step> steps) {

    /**
     * An operation and who does it.
     *
     * @param thread the thread's number, from 0
     * @param operation the operation
     */
    record Step(int thread, Operation operation) {
        Step map(UnaryOperator<Operation> change) {
            return new Step(thread, change.apply(operation));
        }
    }

    OperationSequence {
        steps = List.copyOf(steps);
    }

    int size() {
        return steps.size();
    }

    /** The number of threads, those without an operation among them. */
    int threads() {
        return 1 + steps.stream().mapToInt(Step::thread).max().orElse(0);
    }

    /** The number of slots. */
    int slots() {
        return 1 + steps.stream().mapToInt(step -> step.operation.slot()).max().orElse(-1);
    }

    /**
     * Changes an operation.
     *
     * @param index which
     * @param operation what it becomes
     * @return the other sequence
     */
    OperationSequence with(int index, Operation operation) {
        var changed = new ArrayList<>(steps);
        changed.set(index, new Step(steps.get(index).thread, operation));
        return new OperationSequence(changed);
    }

    /**
     * Changes all operations.
     *
     * @param change how
     * @return the other sequence
     */
    OperationSequence map(UnaryOperator<Operation> change) {
        return new OperationSequence(
                steps.stream().map(step -> step.map(change)).toList());
    }

    /**
     * Leaves everything to one thread.
     *
     * @return the other sequence
     */
    OperationSequence onOneThread() {
        return new OperationSequence(
                steps.stream().map(step -> new Step(0, step.operation)).toList());
    }

    /**
     * Does sequences one after the other, each with slots of its own.
     *
     * @param sequences the parts
     * @return the whole
     */
    static OperationSequence concat(List<OperationSequence> sequences) {
        var all = new ArrayList<Step>();
        int slots = 0;
        for (OperationSequence sequence : sequences) {
            int before = slots;
            sequence.steps.forEach(
                    step -> all.add(step.map(operation -> operation.withSlot(operation.slot() + before))));
            slots += sequence.slots();
        }
        return new OperationSequence(all);
    }

    /**
     * Numbers slots and threads anew, without gaps, in the order in which they come.
     *
     * @return the same sequence with other names
     */
    OperationSequence renumbered() {
        var slots = new HashMap<Integer, Integer>();
        var threads = new HashMap<Integer, Integer>();
        var renumbered = new ArrayList<Step>();
        for (Step step : steps) {
            int slot = step.operation.slot();
            Operation operation = slot == Operation.NO_SLOT
                    ? step.operation
                    : step.operation.withSlot(slots.computeIfAbsent(slot, _ -> slots.size()));
            int thread = threads.computeIfAbsent(step.thread, _ -> threads.size());
            renumbered.add(new Step(thread, operation));
        }
        return new OperationSequence(renumbered);
    }
}

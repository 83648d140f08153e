package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a thread has done of a sequence, and what came of it. Operations that were skipped are not in it. */
final class Trace {

    /** What came of an operation. */
    enum Outcome {
        /** It has not come back, or what it answered is wrong. */
        OPEN(""),
        /** It answered a block, or nothing that would be worth a word. */
        DONE(""),
        NO_BLOCK(" // 0"),
        RESIZED(" // true"),
        NOT_RESIZED(" // false"),
        REFUSED(" // IllegalArgumentException");

        private final String comment;

        Outcome(String comment) {
            this.comment = comment;
        }
    }

    /**
     * An operation.
     *
     * @param index where it is in the sequence
     * @param thread who did it
     * @param operation the operation
     * @param byteSize the size that its block had before
     * @param outcome what came of it
     */
    record Entry(int index, int thread, Operation operation, long byteSize, Outcome outcome) {

        /** A line of Java. */
        String statement() {
            if (operation instanceof Operation.Churn churn) {
                return churn.loop();
            }
            String name = ModelBlock.name(operation.slot());
            boolean isBlock = outcome == Outcome.DONE || outcome == Outcome.OPEN;
            String variable = switch (operation) {
                case Request _ when isBlock -> "long " + name + " = ";
                case Operation.Realloc _ when isBlock -> name + " = ";
                case Operation.ReallocAligned _ when isBlock -> name + " = ";
                default -> "";
            };
            return variable + "allocator." + operation.call(name, byteSize) + ";" + outcome.comment;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /**
     * Notes an operation that is about to be done.
     *
     * @param index where it is in the sequence
     * @param thread who does it
     * @param operation the operation
     * @param byteSize the size that its block has
     */
    void begin(int index, int thread, Operation operation, long byteSize) {
        entries.add(new Entry(index, thread, operation, byteSize, Outcome.OPEN));
    }

    /**
     * Notes what came of the last operation.
     *
     * @param outcome what
     */
    void end(Outcome outcome) {
        Entry last = entries.removeLast();
        entries.add(new Entry(last.index, last.thread, last.operation, last.byteSize, outcome));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Entry last() {
        return entries.getLast();
    }

    /**
     * Brings what several threads did into the order of the sequence.
     *
     * @param traces of the threads
     * @return all they did
     */
    static List<Entry> merged(Stream<Trace> traces) {
        return traces.flatMap(trace -> trace.entries.stream())
                .sorted(Comparator.comparingInt(Entry::index))
                .toList();
    }
}

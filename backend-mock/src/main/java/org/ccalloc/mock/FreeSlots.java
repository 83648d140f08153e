package org.ccalloc.mock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Slots whose blocks were freed, and which of them serves next. Guarded by the lock of the {@link BlockTable}. */
abstract sealed class FreeSlots {

    static FreeSlots in(ReuseOrder order) {
        return switch (order) {
            case ReuseOrder.Quarantine(long byteSize) -> new FirstIn(byteSize);
            case ReuseOrder.Never _ -> new Kept();
            case ReuseOrder.LastFreedFirst _ -> new LastIn();
            case ReuseOrder.Random(long seed) -> new Any(seed);
        };
    }

    /** Takes a slot in whose block was just freed. */
    abstract void add(Slot slot);

    /** The slot of this kind that serves next, or null if none may. */
    abstract @Nullable Slot take(SlotKind kind);

    /** Memory is short: lets all slots serve that ever may. */
    void endWaiting() {}

    /** Slots that serve, and have memory of their own: taken out, so that it can be given back. */
    abstract List<Slot> takeThoseWithOwnMemory();

    /** Takes those out of a queue that have memory of their own. */
    private static void move(Iterable<? extends Collection<Slot>> from, List<Slot> to) {
        Predicate<Slot> withOwnMemory = slot -> slot.ownMemory() != null;
        for (Collection<Slot> slots : from) {
            slots.stream().filter(withOwnMemory).forEach(to::add);
            slots.removeIf(withOwnMemory);
        }
    }

    /** For {@link ReuseOrder.Never}. */
    private static final class Kept extends FreeSlots {
        @Override
        void add(Slot slot) {}

        @Override
        @Nullable Slot take(SlotKind kind) {
            return null;
        }

        @Override
        List<Slot> takeThoseWithOwnMemory() {
            return List.of();
        }
    }

    /** Queues, one for each kind. */
    private abstract static sealed class Queued extends FreeSlots {
        private final Map<SlotKind, ArrayDeque<Slot>> queues = new HashMap<>();

        void enqueue(Slot slot) {
            queues.computeIfAbsent(slot.kind(), _ -> new ArrayDeque<>()).addLast(slot);
        }

        @Nullable ArrayDeque<Slot> queue(SlotKind kind) {
            return queues.get(kind);
        }

        @Override
        List<Slot> takeThoseWithOwnMemory() {
            var taken = new ArrayList<Slot>();
            move(queues.values(), taken);
            return taken;
        }
    }

    /** For {@link ReuseOrder.Quarantine}. */
    private static final class FirstIn extends Queued {
        private final long byteLimit;
        private final ArrayDeque<Slot> waiting = new ArrayDeque<>();
        private long waitingByteSize;

        FirstIn(long byteLimit) {
            this.byteLimit = byteLimit;
        }

        @Override
        void add(Slot slot) {
            waiting.addLast(slot);
            waitingByteSize += slot.kind().byteSizeWithRedzones();
            while (waitingByteSize > byteLimit && waiting.size() > 1) {
                release();
            }
        }

        @Override
        void endWaiting() {
            while (!waiting.isEmpty()) {
                release();
            }
        }

        private void release() {
            Slot slot = waiting.removeFirst();
            waitingByteSize -= slot.kind().byteSizeWithRedzones();
            enqueue(slot);
        }

        @Override
        @Nullable Slot take(SlotKind kind) {
            ArrayDeque<Slot> queue = queue(kind);
            return queue == null ? null : queue.pollFirst();
        }
    }

    /** For {@link ReuseOrder.LastFreedFirst}. */
    private static final class LastIn extends Queued {
        @Override
        void add(Slot slot) {
            enqueue(slot);
        }

        @Override
        @Nullable Slot take(SlotKind kind) {
            ArrayDeque<Slot> queue = queue(kind);
            return queue == null ? null : queue.pollLast();
        }
    }

    /** For {@link ReuseOrder.Random}. */
    private static final class Any extends FreeSlots {
        private final Map<SlotKind, ArrayList<Slot>> lists = new HashMap<>();
        private final SplittableRandom random;

        Any(long seed) {
            this.random = new SplittableRandom(seed);
        }

        @Override
        void add(Slot slot) {
            lists.computeIfAbsent(slot.kind(), _ -> new ArrayList<>()).add(slot);
        }

        @Override
        @Nullable Slot take(SlotKind kind) {
            ArrayList<Slot> slots = lists.get(kind);
            if (slots == null || slots.isEmpty()) {
                return null;
            }
            int index = random.nextInt(slots.size());
            Slot last = slots.removeLast();
            return index == slots.size() ? last : slots.set(index, last);
        }

        @Override
        List<Slot> takeThoseWithOwnMemory() {
            var taken = new ArrayList<Slot>();
            move(lists.values(), taken);
            return taken;
        }
    }
}

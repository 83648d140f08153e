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

/**
 * Slots whose blocks were freed, and which of them serves next. A slot waits first, in some orders; then it serves, that is,
 * may be taken. Guarded by the lock of the {@link BlockTable}.
 */
abstract sealed class FreeSlots {

    private long ownByteSize;

    static FreeSlots in(ReuseOrder order) {
        return switch (order) {
            case ReuseOrder.Quarantine(long byteSize) -> new FirstIn(byteSize);
            case ReuseOrder.Never _ -> new Kept();
            case ReuseOrder.LastFreedFirst _ -> new LastIn();
            case ReuseOrder.Random(long seed) -> new Any(seed);
        };
    }

    /** Takes a slot in whose block was just freed. */
    void add(Slot slot) {
        serve(slot);
    }

    /** The slot of this kind that serves next, or null if none may. */
    final @Nullable Slot take(SlotKind kind) {
        Slot slot = poll(kind);
        if (slot != null) {
            ownByteSize -= slot.ownByteSize();
        }
        return slot;
    }

    /** Memory is short: lets all slots serve that ever may. */
    void endWaiting() {}

    /** Bytes of the slots that serve, and have memory of their own. */
    final long ownByteSize() {
        return ownByteSize;
    }

    /** Slots that serve, and have memory of their own: taken out, so that it can be given back. */
    final List<Slot> takeThoseWithOwnMemory() {
        var taken = new ArrayList<Slot>();
        if (ownByteSize > 0) {
            Predicate<Slot> withOwnMemory = slot -> slot.ownByteSize() > 0;
            for (Collection<Slot> slots : serving()) {
                slots.stream().filter(withOwnMemory).forEach(taken::add);
                slots.removeIf(withOwnMemory);
            }
            ownByteSize = 0;
        }
        return taken;
    }

    final void serve(Slot slot) {
        ownByteSize += slot.ownByteSize();
        offer(slot);
    }

    /** Puts a slot to those that serve. */
    abstract void offer(Slot slot);

    /** Takes one of those that serve. */
    abstract @Nullable Slot poll(SlotKind kind);

    /** Those that serve, each kind together. */
    abstract Collection<? extends Collection<Slot>> serving();

    /** For {@link ReuseOrder.Never}. */
    private static final class Kept extends FreeSlots {
        @Override
        void add(Slot slot) {}

        @Override
        void offer(Slot slot) {}

        @Override
        @Nullable Slot poll(SlotKind kind) {
            return null;
        }

        @Override
        List<Collection<Slot>> serving() {
            return List.of();
        }
    }

    /** Queues, one for each kind. */
    private abstract static sealed class Queued extends FreeSlots {
        private final Map<SlotKind, ArrayDeque<Slot>> queues = new HashMap<>();

        @Override
        void offer(Slot slot) {
            queues.computeIfAbsent(slot.kind(), _ -> new ArrayDeque<>()).addLast(slot);
        }

        @Nullable ArrayDeque<Slot> queue(SlotKind kind) {
            return queues.get(kind);
        }

        @Override
        Collection<? extends Collection<Slot>> serving() {
            return queues.values();
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
            serve(slot);
        }

        @Override
        @Nullable Slot poll(SlotKind kind) {
            ArrayDeque<Slot> queue = queue(kind);
            return queue == null ? null : queue.pollFirst();
        }
    }

    /** For {@link ReuseOrder.LastFreedFirst}. */
    private static final class LastIn extends Queued {
        @Override
        @Nullable Slot poll(SlotKind kind) {
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
        void offer(Slot slot) {
            lists.computeIfAbsent(slot.kind(), _ -> new ArrayList<>()).add(slot);
        }

        @Override
        @Nullable Slot poll(SlotKind kind) {
            ArrayList<Slot> slots = lists.get(kind);
            if (slots == null || slots.isEmpty()) {
                return null;
            }
            int index = random.nextInt(slots.size());
            Slot last = slots.removeLast();
            return index == slots.size() ? last : slots.set(index, last);
        }

        @Override
        Collection<? extends Collection<Slot>> serving() {
            return lists.values();
        }
    }
}

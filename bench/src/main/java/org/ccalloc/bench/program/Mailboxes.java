package org.ccalloc.bench.program;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Batches of blocks that threads leave for each other. Nobody waits: who finds no batch to fill keeps its blocks. Which blocks
 * change hands is a matter of chance, therefore, but not what is allocated.
 */
final class Mailboxes {

    private static final int BATCHES_EACH = 4;

    private final int batchSize;
    private final Queue<Slots> unused;
    private final Queue<Slots>[] boxes;

    /**
     * Makes them.
     *
     * @param setting whose threads they are for
     * @param batchSize how many blocks a batch has
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Mailboxes(Setting setting, int batchSize) {
        this.batchSize = batchSize;
        int batches = BATCHES_EACH * setting.threads();
        this.unused = new ArrayBlockingQueue<>(batches);
        this.boxes = new Queue[setting.threads()];
        for (int member = 0; member < boxes.length; member++) {
            boxes[member] = new ArrayBlockingQueue<>(batches);
        }
        for (int i = 0; i < batches; i++) {
            unused.add(setting.blocks().newSlots(batchSize));
        }
    }

    /**
     * Leaves as many blocks as a batch has to the next thread, if there is a batch to put them in.
     *
     * @param member who leaves them
     * @param table where they are
     * @param from the first of their slots, which are empty afterwards
     * @return whether it was done
     */
    boolean send(int member, Slots table, int from) {
        Slots batch = unused.poll();
        if (batch == null) {
            return false;
        }
        for (int slot = 0; slot < batchSize; slot++) {
            table.swap(from + slot, batch, slot);
        }
        // There is room for all batches in each box.
        boxes[(member + 1) % boxes.length].add(batch);
        return true;
    }

    /**
     * Frees the blocks of one batch that was left to a thread, if there is one; the last block first.
     *
     * @param member whose box to look into
     * @return for the checksum
     */
    long receive(int member) {
        @Nullable Slots batch = boxes[member].poll();
        if (batch == null) {
            return 0;
        }
        long sum = 0;
        for (int slot = batchSize - 1; slot >= 0; slot--) {
            sum += batch.empty(slot);
        }
        unused.add(batch);
        return sum;
    }

    /**
     * Frees what nobody has looked for.
     *
     * @return for the checksum
     */
    long emptyAll() {
        long sum = 0;
        for (int member = 0; member < boxes.length; member++) {
            while (!boxes[member].isEmpty()) {
                sum += receive(member);
            }
        }
        return sum;
    }
}

package org.ccalloc.bench.client;

import org.ccalloc.bench.workload.Workload;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** Allocates and releases a buffer of one size; an operation is both. */
public final class ClientPair implements Workload {

    private final ClientBuffers buffers;
    private final int byteSize;

    private ClientPair(ClientBuffers buffers, int byteSize) {
        this.buffers = buffers;
        this.byteSize = byteSize;
    }

    /**
     * Makes the workload.
     *
     * @param specification its name is a {@link Client}'s word, its number the size in bytes
     * @param contender one of the client's own, {@link Client#BOOKKEEPING} or a backend
     * @return the workload
     */
    public static Workload open(WorkloadSpecification specification, String contender) {
        return new ClientPair(
                Client.named(specification.name()).openBuffers(contender),
                Math.toIntExact(specification.arguments().getFirst()));
    }

    @Override
    public void run(int operations) {
        buffers.pairs(byteSize, operations);
    }
}

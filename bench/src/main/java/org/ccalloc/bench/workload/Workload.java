package org.ccalloc.bench.workload;

import java.util.List;
import org.ccalloc.bench.client.ClientPair;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocator;

/**
 * A loop over an allocator, to be run in pieces by one thread.
 *
 * <p>{@code baseline.c} has the same loop with the same random numbers. A workload that keeps something in its blocks
 * answers a checksum of it, which must agree with that of the C program.
 */
public interface Workload extends AutoCloseable {

    /**
     * Runs some operations.
     *
     * @param operations how many
     */
    void run(int operations);

    /**
     * What the blocks held, summed up since the start.
     *
     * @return the checksum; 0 for a workload that keeps nothing in its blocks
     */
    default long checksum() {
        return 0;
    }

    /** Gives back all blocks that are still live. */
    @Override
    default void close() {}

    /**
     * Makes the workload for one thread.
     *
     * @param specification which workload
     * @param contender what to run it on
     * @return the workload, ready to run
     * @throws IllegalArgumentException if there is no such workload
     */
    static Workload open(WorkloadSpecification specification, String contender) {
        if (contender.equals(Contenders.ARENA)) {
            return ArenaPair.open(specification);
        }
        return switch (specification.name()) {
            case "arrow", "netty" -> ClientPair.open(specification, contender);
            default -> open(specification, Contenders.open(contender));
        };
    }

    /**
     * Makes the workload for one thread.
     *
     * @param specification which workload
     * @param allocator what to run it on
     * @return the workload, ready to run
     * @throws IllegalArgumentException if there is no such workload
     */
    static Workload open(WorkloadSpecification specification, CcAllocator allocator) {
        List<Long> arguments = specification.arguments();
        return switch (specification.name()) {
            case "pair" -> new Pair(allocator, arguments.get(0));
            case "unsized" -> new UnsizedPair(allocator, arguments.get(0));
            case "aligned" -> new AlignedPair(allocator, arguments.get(0), arguments.get(1));
            case "node" -> new NodePair(allocator, arguments.get(0));
            case "calloc" -> new CallocPair(allocator, arguments.get(0));
            case "realloc" -> new ReallocGrowth(allocator, arguments.get(0), arguments.get(1));
            case "slots" ->
                new RandomSlots(allocator, Math.toIntExact(arguments.get(0)), arguments.get(1), arguments.get(2));
            case "handoff" -> new HandOff(allocator, arguments.get(0), arguments.get(1));
            case "heap-pair" -> new HeapPair(allocator, arguments.get(0));
            case "heap-cycle" ->
                new HeapCycle(allocator, Math.toIntExact(arguments.get(0)), arguments.get(1), arguments.get(2));
            default ->
                throw new IllegalArgumentException(
                        "workload: name=" + specification.name()
                                + " (expected pair, unsized, aligned, node, calloc, realloc, slots, handoff, heap-pair or heap-cycle)");
        };
    }

    /**
     * Checks an address that an allocator answered.
     *
     * @param address the address
     * @return the same
     */
    static long live(long address) {
        if (address == 0) {
            throw new OutOfMemoryError("off-heap memory: the allocator answered 0");
        }
        return address;
    }

    /**
     * The size of a cache line, which the C program does not find out by itself.
     *
     * @return bytes
     */
    static long cacheLineByteSize() {
        return CacheLine.byteSize();
    }
}

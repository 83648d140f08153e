package org.ccalloc.bench.workload;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which workload, with which numbers; as text {@code pair 64}.
 *
 * @param name its name
 * @param arguments sizes and counts, as the workload wants them
 */
public record WorkloadSpecification(String name, List<Long> arguments) {

    /** The pair of 64 bytes, which the bounds are about. */
    public static final WorkloadSpecification PAIR_64 = of("pair", 64);

    /** One hundred thousand live blocks of 8 to 512 bytes. */
    public static final WorkloadSpecification SLOTS = of("slots", 100_000, 8, 512);

    /** The same with so few that they stay in the processor's cache. */
    public static final WorkloadSpecification FEW_SLOTS = of("slots", 1000, 8, 512);

    /** Blocks of 8 to 512 bytes that one thread allocates and another frees. */
    public static final WorkloadSpecification HAND_OFF = of("handoff", 8, 512);

    /** The pair of 64 bytes, from a heap. */
    public static final WorkloadSpecification HEAP_PAIR_64 = of("heap-pair", 64);

    /** A heap, ten thousand blocks of 8 to 512 bytes in it, and its end. */
    public static final WorkloadSpecification HEAP_CYCLE = of("heap-cycle", 10_000, 8, 512);

    /**
     * Keeps a copy.
     *
     * @param name its name
     * @param arguments its numbers
     */
    public WorkloadSpecification {
        arguments = List.copyOf(arguments);
    }

    /**
     * Makes one.
     *
     * @param name its name
     * @param arguments its numbers
     * @return the specification
     */
    public static WorkloadSpecification of(String name, long... arguments) {
        return new WorkloadSpecification(
                name, java.util.Arrays.stream(arguments).boxed().toList());
    }

    /**
     * Reads one from the arguments of a program.
     *
     * @param words the name, then the numbers
     * @return the specification
     * @throws NumberFormatException if a number is none
     */
    public static WorkloadSpecification parse(List<String> words) {
        return new WorkloadSpecification(
                words.getFirst(), words.stream().skip(1).map(Long::valueOf).toList());
    }

    /**
     * The arguments of a program that reads them with {@link #parse}.
     *
     * @return the name, then the numbers
     */
    public List<String> words() {
        return Stream.concat(Stream.of(name), arguments.stream().map(String::valueOf))
                .toList();
    }

    /**
     * All single operations, and the random slots.
     *
     * @return the specifications, the pair of 64 bytes left out
     */
    public static List<WorkloadSpecification> operations() {
        return List.of(
                of("pair", 8),
                of("pair", 16),
                of("pair", 256),
                of("pair", 1 << 10),
                of("pair", 4 << 10),
                of("pair", 16 << 10),
                of("pair", 64 << 10),
                of("pair", 256 << 10),
                of("pair", 1 << 20),
                of("unsized", 64),
                of("aligned", 64, 64),
                of("aligned", 1 << 10, 4 << 10),
                of("node", 40, Workload.cacheLineByteSize()),
                of("calloc", 64),
                of("calloc", 64 << 10),
                of("realloc", 16, 64 << 10),
                of("realloc", 16, 4 << 20),
                SLOTS);
    }

    @Override
    public String toString() {
        return words().stream().collect(Collectors.joining(" "));
    }
}

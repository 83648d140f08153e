package org.ccalloc.bench.workload;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Opens a confined arena, allocates one block in it and closes it: what the JDK has for a block that lives as long as one
 * wants. The JDK zeroes the block.
 */
final class ArenaPair implements Workload {

    private final long byteSize;
    private final long byteAlignment;

    private ArenaPair(long byteSize, long byteAlignment) {
        this.byteSize = byteSize;
        this.byteAlignment = byteAlignment;
    }

    static Workload open(WorkloadSpecification specification) {
        return switch (specification.name()) {
            case "pair", "calloc" -> new ArenaPair(specification.arguments().get(0), 16);
            case "aligned" ->
                new ArenaPair(
                        specification.arguments().get(0),
                        specification.arguments().get(1));
            default -> throw new UnsupportedOperationException("an arena frees all its blocks at once");
        };
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            try (Arena arena = Arena.ofConfined()) {
                // A read that the compiler cannot foresee keeps the block from being taken away.
                if (arena.allocate(byteSize, byteAlignment).get(ValueLayout.JAVA_BYTE, 0) != 0) {
                    throw new AssertionError("an arena's block is not zero");
                }
            }
        }
    }
}

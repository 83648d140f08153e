package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heaps inside memory whose arena was closed before them; in a JVM of its own, which that would end. */
class GoneMemoryTest {

    /** Large enough for the C library to give it back to the system at once. */
    private static final long BYTE_SIZE = 1 << 20;

    /** Closes an arena, and then tries all that a heap in its memory does. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) throws InterruptedException {
            Arena arena = arguments[0].equals("confined") ? Arena.ofConfined() : Arena.ofShared();
            MemorySegment memory = arena.allocate(BYTE_SIZE);
            CcHeap heap =
                    new JavaUnsafeAllocator().newHeap(HeapOptions.named("early").inside(memory));
            long block = heap.allocOrThrow(100);
            Thread other = Thread.ofPlatform().start(() -> heap.free(heap.allocOrThrow(200), 200));
            other.join();
            arena.close();
            tryAll(heap, block);
            Thread later = Thread.ofPlatform().start(() -> tryAll(heap, block));
            later.join();
            heap.close();
            heap.close();
            System.out.println(heap.describe());
        }

        private static void tryAll(CcHeap heap, long block) {
            operations(block).forEach((name, operation) -> {
                try {
                    operation.accept(heap);
                    System.out.println(name + ": nothing thrown");
                } catch (IllegalStateException e) {
                    System.out.println(name + ": " + e.getMessage());
                }
            });
        }

        static Map<String, Consumer<CcHeap>> operations(long block) {
            Map<String, Consumer<CcHeap>> operations = new LinkedHashMap<>();
            operations.put("alloc", heap -> heap.alloc(8));
            operations.put("calloc", heap -> heap.calloc(1, 8));
            operations.put("allocAligned", heap -> heap.allocAligned(8, 64));
            operations.put("callocAligned", heap -> heap.callocAligned(1, 8, 64));
            operations.put("allocNode", heap -> heap.allocNode(8));
            operations.put("realloc", heap -> heap.realloc(block, 100, 200));
            operations.put("reallocAligned", heap -> heap.reallocAligned(block, 100, 200, 64));
            operations.put("resizeInPlace", heap -> heap.resizeInPlace(block, 100, 200));
            operations.put("free", heap -> heap.free(block, 100));
            operations.put("freeUnsized", heap -> heap.freeUnsized(block));
            operations.put("usableSize", heap -> heap.usableSize(block));
            operations.put("owns", heap -> heap.owns(block));
            operations.put("walk", heap -> heap.walk((_, _) -> {}));
            operations.put("trim", CcHeap::trim);
            operations.put("footprint", CcHeap::footprint);
            operations.put("maxFootprint", CcHeap::maxFootprint);
            operations.put("describe", CcHeap::describe);
            return operations;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"confined", "shared"})
    void everyOperationInEveryThreadThrowsAndTheHeapCanBeClosed(String arena) {
        ChildJvm.Result result = new ChildJvm(Probe.class, JavaUnsafeAllocator.class, CcAllocator.class)
                .flags("--enable-native-access=ALL-UNNAMED")
                .run(arena);
        assertThat(result.exitStatus()).as(result.output()).isZero();
        for (String operation : Probe.operations(0).keySet()) {
            assertThat(result.output().lines())
                    .filteredOn(line -> line.startsWith(operation + ": "))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith(operation + ": heap: name=early, allocator=java-unsafe, memory=MemorySegment{")
                            .endsWith("(expected memory that is alive until close())"));
        }
        assertThat(result.output()).endsWith("heap early of java-unsafe, closed");
    }
}

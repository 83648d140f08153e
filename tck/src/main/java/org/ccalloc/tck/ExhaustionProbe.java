package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.ccalloc.spi.CcAllocator;

/**
 * Fills the address space of a JVM of its own, in which the allocator is created anew and which ends if it goes wrong.
 * The limit is that of bash's {@code ulimit -v}.
 */
final class ExhaustionProbe {

    private static final long ADDRESS_SPACE_KIB = 2 << 20;
    private static final long BLOCK_BYTE_SIZE = Samples.MIB;

    /** As much of a block as is written: enough to tell blocks apart, and little enough to be quick. */
    private static final long WRITTEN_BYTE_SIZE = 256;

    private static final Path BASH = Path.of("/bin/bash");

    private ExhaustionProbe() {}

    // ------------------------------------------------------------------------------- in the test's process

    /**
     * Fails if an allocator of this class does not bear a full address space.
     *
     * @param allocator one of that class
     */
    static void runInOwnProcess(CcAllocator allocator) {
        assumeTrue(
                System.getProperty("os.name", "").equals("Linux") && Files.isExecutable(BASH),
                "address space: it cannot be limited here (needs Linux and " + BASH + ")");
        ChildJvm child = OwnProcess.of(ExhaustionProbe.class, allocator)
                .launchedBy(
                        BASH.toString(), "-c", "ulimit -v " + ADDRESS_SPACE_KIB + " && exec \"$@\"", BASH.toString());
        OwnProcess.expectSuccess("address space of " + ADDRESS_SPACE_KIB + " KiB", child, allocator);
    }

    // ---------------------------------------------------------------------------------- in its own process

    /**
     * Fills and empties the address space.
     *
     * @param arguments the allocator's class
     */
    public static void main(String[] arguments) {
        CcAllocator allocator = OwnProcess.create(arguments);
        long[] addresses = new long[(int) (ADDRESS_SPACE_KIB * Samples.KIB / BLOCK_BYTE_SIZE)];
        // Once before it counts, so that all classes and libraries are there: later the JVM has no addresses for them.
        long[] few = Arrays.copyOf(addresses, 8);
        freeAll(allocator, few, fill(allocator, few, () -> rehearse(allocator, few)));

        int blocks = fill(allocator, addresses, () -> expectNothingOfAnySize(allocator, addresses));
        if (blocks == addresses.length || blocks < 16) {
            throw new AssertionError("full: blocks=" + blocks + " (expected 16 to " + addresses.length + ")");
        }
        freeAll(allocator, addresses, blocks);

        int again = fill(allocator, addresses, blocks / 2);
        if (again < blocks / 2) {
            throw new AssertionError(
                    "after frees: blocks=" + again + " (expected " + blocks / 2 + ", half as many as were freed)");
        }
        freeAll(allocator, addresses, again);
    }

    /** Fills while another thread waits, which then works; there is no making a thread when there are no addresses left. */
    private static int fill(CcAllocator allocator, long[] addresses, Runnable whenFull) {
        var ready = new CountDownLatch(1);
        var full = new CountDownLatch(1);
        try (Workers other = Workers.start(1, _ -> comeAndGo(allocator, ready, full))) {
            Workers.await(ready);
            int blocks = fill(allocator, addresses, addresses.length);
            full.countDown();
            for (int times = 0; times < 3; times++) {
                whenFull.run();
            }
            other.join();
            return blocks;
        }
    }

    /**
     * What a thread that has blocks may do while another one's requests fail: give some back, and have them again.
     *
     * @param ready when it has its blocks
     * @param full when there is no more
     */
    private static void comeAndGo(CcAllocator allocator, CountDownLatch ready, CountDownLatch full)
            throws InterruptedException {
        var blocks = new ArrayDeque<Block>();
        for (int i = 0; i < 30; i++) {
            blocks.add(Block.written(Allocation.ALLOC, allocator, i % 3 == 0 ? 40_000 : i % 3 == 1 ? 4000 : 100));
        }
        comeAndGo(allocator, blocks, 60);
        ready.countDown();
        full.await();
        comeAndGo(allocator, blocks, 120);
        for (Block block : blocks) {
            block.check("the address space was full");
            allocator.free(block.address(), block.byteSize());
        }
    }

    private static void comeAndGo(CcAllocator allocator, ArrayDeque<Block> blocks, int times) {
        for (int i = 0; i < times; i++) {
            Block given = blocks.remove();
            given.check("requests of another thread failed");
            allocator.free(given.address(), given.byteSize());
            blocks.add(Block.written(Allocation.ALLOC, allocator, given.byteSize()));
        }
    }

    private static void rehearse(CcAllocator allocator, long[] addresses) {
        if (addresses[addresses.length - 1] == 0) {
            throw new AssertionError("empty: " + addresses.length + " blocks of byteSize=" + BLOCK_BYTE_SIZE
                    + " cannot be had (expected that they can)");
        }
        expectNothing(allocator, addresses[0], 1L << 47);
    }

    private static void expectNothingOfAnySize(CcAllocator allocator, long[] addresses) {
        for (long byteSize = BLOCK_BYTE_SIZE * addresses.length / 2; byteSize < 1L << 48; byteSize <<= 4) {
            expectNothing(allocator, addresses[0], byteSize);
        }
    }

    private static void expectNothing(CcAllocator allocator, long block, long byteSize) {
        String full = " when the address space is full";
        Expect.noBlock("alloc(" + byteSize + ")" + full, () -> allocator.alloc(byteSize));
        Expect.noBlock("calloc(1, " + byteSize + ")" + full, () -> allocator.calloc(1, byteSize));
        Expect.noBlock("allocAligned(" + byteSize + ", 4096)" + full, () -> allocator.allocAligned(byteSize, 4096));
        Expect.noBlock("realloc to " + byteSize + full, () -> allocator.realloc(block, BLOCK_BYTE_SIZE, byteSize));
    }

    private static int fill(CcAllocator allocator, long[] addresses, int limit) {
        for (int i = 0; i < limit; i++) {
            addresses[i] = allocator.alloc(BLOCK_BYTE_SIZE);
            if (addresses[i] == 0) {
                return i;
            }
            ContentPattern.write(addresses[i], WRITTEN_BYTE_SIZE, addresses[i]);
        }
        return limit;
    }

    private static void freeAll(CcAllocator allocator, long[] addresses, int blocks) {
        for (int i = 0; i < blocks; i++) {
            Block block = new Block(addresses[i], BLOCK_BYTE_SIZE);
            ContentPattern.check(block, WRITTEN_BYTE_SIZE, block.address(), "the address space was full");
            allocator.free(block.address(), BLOCK_BYTE_SIZE);
        }
    }
}

package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static final int NOT_CREATED = 3;
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
        String className = allocator.getClass().getName();
        ChildJvm.Result result = child(allocator.getClass()).run(className);
        assumeTrue(
                result.exitStatus() != NOT_CREATED,
                () -> "address space: class=" + className + " cannot be created in a JVM of its own: "
                        + result.output());
        if (result.exitStatus() != 0) {
            throw new AssertionError("address space of " + ADDRESS_SPACE_KIB + " KiB: allocator=" + allocator.name()
                    + ", exit status=" + result.exitStatus() + " (expected 0), output: " + result.output());
        }
    }

    private static ChildJvm child(Class<?> allocatorClass) {
        var needed = new ArrayList<Class<?>>(List.of(CcAllocator.class));
        for (Class<?> type = allocatorClass; type != null && type != Object.class; type = type.getSuperclass()) {
            needed.add(type);
        }
        ChildJvm child = new ChildJvm(ExhaustionProbe.class, needed.toArray(Class<?>[]::new))
                .launchedBy(
                        BASH.toString(), "-c", "ulimit -v " + ADDRESS_SPACE_KIB + " && exec \"$@\"", BASH.toString())
                // Small and without compilers, so that the JVM itself asks for nothing while there is nothing.
                .flags("-Xint", "-Xms64m", "-Xmx64m", "-XX:+UseSerialGC")
                .flags("-XX:ReservedCodeCacheSize=16m", "-XX:CompressedClassSpaceSize=16m")
                .flags("--enable-native-access=ALL-UNNAMED");
        // What the allocator itself may need.
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                if (!entry.isEmpty()) {
                    child.classPathFirst(Path.of(entry));
                }
            }
        }
        return child;
    }

    // ---------------------------------------------------------------------------------- in its own process

    /**
     * Fills and empties the address space.
     *
     * @param arguments the allocator's class
     */
    public static void main(String[] arguments) {
        CcAllocator allocator;
        try {
            var constructor = Class.forName(arguments[0]).getDeclaredConstructor();
            constructor.setAccessible(true);
            allocator = (CcAllocator) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            System.out.println(e);
            System.exit(NOT_CREATED);
            return;
        }
        // Once before it counts, so that all classes are there.
        long[] addresses = new long[(int) (ADDRESS_SPACE_KIB * Samples.KIB / BLOCK_BYTE_SIZE)];
        freeAll(allocator, addresses, fill(allocator, addresses, 8));

        int blocks = fill(allocator, addresses, addresses.length);
        if (blocks == addresses.length || blocks < 16) {
            throw new AssertionError("full: blocks=" + blocks + " (expected 16 to " + addresses.length + ")");
        }
        for (long byteSize = BLOCK_BYTE_SIZE * addresses.length / 2; byteSize < 1L << 48; byteSize <<= 4) {
            expectNothing(allocator, addresses[0], byteSize);
        }
        freeAll(allocator, addresses, blocks);

        int again = fill(allocator, addresses, blocks / 2);
        if (again < blocks / 2) {
            throw new AssertionError(
                    "after frees: blocks=" + again + " (expected " + blocks / 2 + ", half as many as were freed)");
        }
        freeAll(allocator, addresses, again);
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

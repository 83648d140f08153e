package org.ccalloc.lwjgl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryUtil;

/** LWJGL's debug allocator on ours, in JVMs of their own, since LWJGL reports leaks when a JVM ends. */
class DebugAllocatorTest {

    /** A program: makes a block, frees it or not, says where it was and how many came from us, and asks for a C function or not. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            CcAllocator memory = CcAllocators.get();
            MemoryUtil.getAllocator(true);
            memory.statsEnable(true);
            long block = MemoryUtil.nmemAlloc(100);
            System.out.printf("blocks=%d at 0x%X%n", memory.statsSnapshot().allocCount(), block);
            if (List.of(arguments).contains("free")) {
                MemoryUtil.nmemFree(block);
                System.out.println("freed=" + memory.statsSnapshot().freeCount());
            }
            if (List.of(arguments).contains("function")) {
                System.out.println("function=" + (MemoryUtil.getAllocator().getMalloc() != 0));
            }
        }
    }

    @Test
    void aForgottenBlockOfOursIsReported() {
        String output = outputOf("forget");
        assertThat(output).startsWith("blocks=1 at 0x").contains("[LWJGL] 100 bytes leaked", "Program.main");
        String address = output.substring(output.indexOf("0x"), output.indexOf('\n'));
        assertThat(output).contains("address: " + address + "\n");
    }

    @Test
    void aFreedOneIsNot() {
        assertThat(outputOf("free")).contains("blocks=1").endsWith("freed=1");
    }

    @Test
    void ourFunctionsAreReportedSinceTheyAreKept() {
        String output = outputOf("free", "function");
        assertThat(output).contains("freed=1", "function=true");
        assertThat(output.split("bytes leaked", -1)).hasSize(1 + 6);
        assertThat(output.split("CFunctions.made", -1)).hasSize(1 + 6);
    }

    private static String outputOf(String... arguments) {
        return LwjglJvm.of(Program.class)
                .flags(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dorg.lwjgl.system.allocator=" + CcMemoryAllocator.class.getName(),
                        "-Dorg.lwjgl.util.DebugAllocator=true")
                .run(arguments)
                .output();
    }
}

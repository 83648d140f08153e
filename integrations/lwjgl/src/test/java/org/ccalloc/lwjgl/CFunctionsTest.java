package org.ccalloc.lwjgl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lwjgl.system.JNI;
import org.lwjgl.system.ffm.FFM;

/** The C functions in JVMs of their own, which may end by them. */
class CFunctionsTest {

    /** A program: allocates and frees by the functions, and says what came from us. */
    static final class OneBlock {

        private static final int OTHERS = 100;

        private OneBlock() {}

        public static void main(String[] arguments) {
            var allocator = new CcMemoryAllocator();
            allocator.memory().statsEnable(true);
            if (List.of(arguments).contains("arena")) {
                makeInAnArena(allocator);
            }
            JNI.invokePV(JNI.invokePP(40L, allocator.getMalloc()), allocator.getFree());
            var did = allocator.memory().statsSnapshot();
            System.out.println("allocated=" + did.allocCount() + " freed=" + did.freeCount());
        }

        /** Closes it, and has code made in the place of what was in there. */
        private static void makeInAnArena(CcMemoryAllocator allocator) {
            try (Arena arena = Arena.ofConfined()) {
                FFM.ffmScopedRun(arena, allocator::getMalloc);
            }
            for (int i = 0; i < OTHERS; i++) {
                CFunctions.OfOne other = argument -> 0;
                assertThat(other.address()).isNotZero();
            }
        }
    }

    @Test
    void functionsOutliveAnArenaThatLwjglPutsUpcallsInto() {
        assertThat(outputOf("arena")).isEqualTo("allocated=1 freed=1");
    }

    @Test
    void functionsAreThereWithoutLwjglsClassesForJava25() {
        assertThat(outputOf("", "-Djdk.util.jar.enableMultiRelease=false")).endsWith("allocated=1 freed=1");
    }

    private static String outputOf(String argument, String... flags) {
        return LwjglJvm.of(OneBlock.class)
                .flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                .flags(flags)
                .run(argument)
                .output();
    }
}

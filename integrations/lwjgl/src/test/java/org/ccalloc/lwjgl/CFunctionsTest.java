package org.ccalloc.lwjgl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.tck.ChildJvm;
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

    /** A program: lets C reallocate a block that is free. */
    static final class UseAfterFree {
        private UseAfterFree() {}

        public static void main(String[] arguments) {
            var allocator = new CcMemoryAllocator(MockAllocator.create());
            long block = allocator.malloc(40);
            allocator.free(block);
            System.out.println("realloc=" + JNI.invokePPP(block, 80L, allocator.getRealloc()));
        }
    }

    @Test
    void functionsOutliveAnArenaThatLwjglPutsUpcallsInto() {
        assertThat(run(OneBlock.class, "arena").output()).isEqualTo("allocated=1 freed=1");
    }

    @Test
    void functionsAreThereWithoutLwjglsClassesForJava25() {
        assertThat(run(OneBlock.class, "", "-Djdk.util.jar.enableMultiRelease=false")
                        .output())
                .endsWith("allocated=1 freed=1");
    }

    @Test
    void anExceptionIsPrintedAndTheAnswerIsNull() {
        ChildJvm.Result result = run(UseAfterFree.class, "");
        assertThat(result.output())
                .startsWith("[LWJGL] ")
                .contains("MemoryFaultException: use after free")
                .endsWith("realloc=0");
        assertThat(result.exitStatus()).isZero();
    }

    @Test
    void anExceptionThatLwjglIsToldNotToCatchEndsTheProcess() {
        ChildJvm.Result result = run(UseAfterFree.class, "", "-Dorg.lwjgl.system.ffm.upcall.exception.catch=false");
        assertThat(result.output())
                .contains("MemoryFaultException: use after free")
                .doesNotContain("realloc=");
        assertThat(result.exitStatus()).isOne();
    }

    private static ChildJvm.Result run(Class<?> program, String argument, String... flags) {
        return LwjglJvm.of(program)
                .flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                .flags(flags)
                .run(argument);
    }
}

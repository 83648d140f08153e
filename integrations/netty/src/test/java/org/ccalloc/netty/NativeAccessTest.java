package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.util.ServiceLoader;
import org.ccalloc.spi.BackendNotAvailableException;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;

/** In JVMs of their own, which deny native access. */
class NativeAccessTest {

    /** A program: makes an allocator, and another where that could not be made. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println("made=" + new CcByteBufAllocator());
                } catch (IllegalCallerException | BackendNotAvailableException e) {
                    System.out.println("error " + i + "=" + e.getMessage());
                }
            }
        }
    }

    @Test
    void theErrorNamesTheFlagEachTime() {
        assertThat(run())
                .contains("error 0=native access: denied by this JVM")
                .contains("error 1=native access: denied by this JVM")
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void ofANativeBackendThatIsAskedForItNamesTheFlagToo() {
        assertThat(run("-Dccalloc.backend=mimalloc"))
                .containsPattern("error 0=(.*\\n)*.*--enable-native-access=ALL-UNNAMED(.*\\n)*error 1=");
    }

    private static String run(String... flags) {
        var child = new ChildJvm(
                        Program.class,
                        CcByteBufAllocator.class,
                        CcAllocator.class,
                        ByteBuf.class,
                        ReferenceCounted.class)
                .flags("--illegal-native-access=deny", "--sun-misc-unsafe-memory-access=allow")
                .flags(flags);
        ServiceLoader.load(CcAllocator.class).stream()
                .map(backend -> ChildJvm.rootOf(backend.type()))
                .forEach(child::classPathFirst);
        return child.run().output();
    }
}

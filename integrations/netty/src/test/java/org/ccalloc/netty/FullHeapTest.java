package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import org.ccalloc.mock.MockAllocator;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, since Netty makes its detector of leaks once. */
class FullHeapTest {

    /** A program: makes a buffer when the Java heap has no room for what notes leaks of it. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Failing());
            MockAllocator memory = MockAllocator.create();
            var allocator = new CcByteBufAllocator(memory);
            try {
                System.out.println("made=" + allocator.directBuffer(64));
            } catch (OutOfMemoryError e) {
                System.out.println("error=" + e.getMessage());
            }
            System.out.println("liveBlocks=" + memory.liveBlocks().size());
            System.out.println("usedDirectMemory=" + allocator.metric().usedDirectMemory());
        }
    }

    /** Makes detectors that cannot track anything. */
    private static final class Failing extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // abstract in the superclass
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new ResourceLeakDetector<T>(resource, samplingInterval) {
                @Override
                public ResourceLeakTracker<T> track(T tracked) {
                    throw new OutOfMemoryError("no room for a tracker");
                }
            };
        }
    }

    @Test
    void theBlockOfABufferThatCannotBeTrackedComesBack() {
        String output = NettyJvm.of(Program.class)
                .flags("--enable-native-access=ALL-UNNAMED")
                .run()
                .output();
        assertThat(output).contains("error=no room for a tracker", "liveBlocks=0", "usedDirectMemory=0");
    }
}

package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.mock.MockAllocator;
import org.junit.jupiter.api.Test;

/** At Netty's level {@code PARANOID}, in JVMs of their own, since Netty makes its detector of leaks once. */
class LeakDetectionTest {

    /** A program: makes a buffer, releases it or not, and says what it was and what leaks Netty has found. */
    static final class Program {

        private static final int MOST_COLLECTIONS = 30;
        private static final long MOST_MILLIS_OF_A_COLLECTION = 1000;

        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            List<String> leaks = new ArrayList<>();
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Listening(leaks));
            var allocator = new CcByteBufAllocator(MockAllocator.create());
            useBuffer(allocator, List.of(arguments).contains("release"));
            for (int i = 0; i < MOST_COLLECTIONS && leaks.isEmpty(); i++) {
                collectGarbage();
                allocator.directBuffer().release(); // Netty looks for leaks when a buffer is made.
            }
            System.out.println("leaks=" + leaks);
        }

        private static void useBuffer(CcByteBufAllocator allocator, boolean release) {
            ByteBuf buffer = allocator.directBuffer(64).writeLong(1);
            System.out.println("made=" + buffer.getClass().getSimpleName());
            if (release) {
                buffer.release();
            }
        }

        /** Until something that was garbage is found to be. */
        private static void collectGarbage() throws InterruptedException {
            var found = new ReferenceQueue<>();
            var garbage = new WeakReference<>(new Object(), found);
            System.gc();
            found.remove(MOST_MILLIS_OF_A_COLLECTION);
            garbage.clear();
        }
    }

    /** Makes Netty's own detectors, which tell a list of what they find. */
    private static final class Listening extends ResourceLeakDetectorFactory {
        private final List<String> leaks;

        Listening(List<String> leaks) {
            this.leaks = leaks;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract in the superclass
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            var detector = new ResourceLeakDetector<T>(resource, samplingInterval);
            detector.setLeakListener((type, records) -> leaks.add(type + records));
            return detector;
        }
    }

    @Test
    void aBufferNotesWhereItIsUsed() {
        assertThat(run("release")).contains("made=AdvancedLeakAwareByteBuf");
    }

    @Test
    void aForgottenBufferIsReportedWithWhereItWasUsed() {
        assertThat(run("forget")).contains("leaks=[ByteBuf").contains("Program.useBuffer");
    }

    @Test
    void aReleasedBufferIsNotReported() {
        assertThat(run("release")).contains("leaks=[]");
    }

    private static String run(String argument) {
        return NettyJvm.of(Program.class)
                .flags("--enable-native-access=ALL-UNNAMED", "-Dio.netty.leakDetection.level=paranoid")
                .run(argument)
                .output();
    }
}

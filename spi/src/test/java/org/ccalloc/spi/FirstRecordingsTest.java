package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, since it is the first recording of a process that has events registered. */
class FirstRecordingsTest {

    /** A program: the flight recorder starts one recording, holding its lock, while a thread is in the middle of being told of another. */
    static final class Program implements FlightRecorderListener {

        private static final int MOST_SECONDS = 10;

        private final CountDownLatch isBeingTold = new CountDownLatch(1);
        private final CountDownLatch lockIsHeld = new CountDownLatch(1);
        private final Thread main = Thread.currentThread();
        private final Thread starting = new Thread(() -> new Recording().start());

        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            new Program().run();
        }

        private void run() throws InterruptedException {
            FlightRecorder.addListener(this);
            FlightEvents.watch(new SegmentAllocator());
            starting.setDaemon(true);
            starting.start();
            isBeingTold.await();
            new Recording().scheduleStart(Duration.ofMillis(1));
            starting.join(TimeUnit.SECONDS.toMillis(2 * MOST_SECONDS));
            System.out.println("lockWasHeld=" + (lockIsHeld.getCount() == 0) + ", started=" + !starting.isAlive());
            // In the order of the JVM's end the flight recorder's lock comes first.
            Runtime.getRuntime().halt(0);
        }

        /** Told before those of this library. */
        @Override
        public void recordingStateChanged(Recording recording) {
            Thread thread = Thread.currentThread();
            try {
                if (thread.equals(starting)) {
                    isBeingTold.countDown();
                    boolean _ = lockIsHeld.await(MOST_SECONDS, TimeUnit.SECONDS);
                } else if (!thread.equals(main)) {
                    lockIsHeld.countDown();
                    waitUntilBlocked(starting);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static void waitUntilBlocked(Thread thread) throws InterruptedException {
            for (int i = 0; i < 100 * MOST_SECONDS && thread.getState() != Thread.State.BLOCKED; i++) {
                Thread.sleep(10);
            }
        }
    }

    @Test
    void W02_twoFirstRecordingsDoNotWaitForEachOther() throws IOException, InterruptedException {
        assertThat(OwnJvm.run(Program.class, List.of(), List.of(), List.of()))
                .contains("lockWasHeld=true, started=true");
    }
}

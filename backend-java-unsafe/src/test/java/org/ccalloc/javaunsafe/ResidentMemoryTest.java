package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A mixed workload takes up little more main memory than its blocks. */
@EnabledOnOs(OS.LINUX)
class ResidentMemoryTest {
    private static final long MIB = 1 << 20;

    /**
     * Small blocks that come and go, then large ones in their place, then both: of 64 bytes to 256 KiB, each doubling with the
     * same share of the bytes. Each block is written to.
     */
    static final class Probe {
        private static final long LIVE_BYTE_SIZE = 256 * MIB;
        private static final int CHANGES = 200_000;

        private final TieredMemory memory = TieredMemory.ofAtMost(Long.MAX_VALUE);
        private final SplittableRandom random = new SplittableRandom(3);
        private final long[] addresses = new long[1 << 20];
        private final long[] byteSizes = new long[1 << 20];
        private final long mostLive;
        private int blocks;
        private long live;
        private long peakLive;
        private long peakResident;

        private Probe(long mostLive) {
            this.mostLive = mostLive;
        }

        public static void main(String[] arguments) throws IOException {
            // Once before it counts, so that the JVM has compiled, and loaded, what it needs.
            var rehearsal = new Probe(8 * MIB);
            rehearsal.runAll(CHANGES / 10);
            rehearsal.memory.trim();
            long before = resident();
            var probe = new Probe(LIVE_BYTE_SIZE);
            probe.runAll(CHANGES);
            System.out.println("live=" + probe.peakLive + " resident=" + (probe.peakResident - before));
        }

        private static long resident() throws IOException {
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
            return Long.parseLong(pages[1]) * 4096;
        }

        private void runAll(int changes) throws IOException {
            run(changes, 8, 12);
            run(changes / 10, 13, 18);
            run(changes, 7, 18);
        }

        private void run(int changes, int leastLog2, int mostLog2) throws IOException {
            for (int i = 0; i < changes || live < mostLive; i++) {
                while (live >= mostLive) {
                    free(random.nextInt(blocks));
                }
                // Each doubling half as often as the one before.
                int log2 = leastLog2;
                while (log2 < mostLog2 && random.nextBoolean()) {
                    log2++;
                }
                allocate(random.nextLong(1L << (log2 - 1), 1L << log2));
                if (i % 1000 == 0) {
                    peakResident = Math.max(peakResident, resident());
                }
            }
            peakResident = Math.max(peakResident, resident());
            freeAll();
        }

        private void allocate(long byteSize) {
            long address = memory.allocate(byteSize);
            Memory.zero(address, byteSize);
            addresses[blocks] = address;
            byteSizes[blocks++] = byteSize;
            live += byteSize;
            peakLive = Math.max(peakLive, live);
        }

        private void free(int index) {
            memory.free(addresses[index]);
            live -= byteSizes[index];
            blocks--;
            addresses[index] = addresses[blocks];
            byteSizes[index] = byteSizes[blocks];
        }

        private void freeAll() {
            while (blocks > 0) {
                free(blocks - 1);
            }
        }
    }

    @Test
    void peakOfAMixedWorkloadIsAtMostAQuarterAndAnArenaAboveTheLiveBytes() {
        ChildJvm.Result result = new ChildJvm(Probe.class, JavaUnsafeAllocator.class, CcAllocator.class)
                .flags("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
                .flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                .run();
        assertThat(result.output()).matches("(?s).*live=\\d+ resident=\\d+\\s*");
        String line = result.output().substring(result.output().indexOf("live="));
        long live = Long.parseLong(line.substring(5, line.indexOf(' ')));
        long resident =
                Long.parseLong(line.substring(line.indexOf("resident=") + 9).strip());
        assertThat(live).isGreaterThanOrEqualTo(Probe.LIVE_BYTE_SIZE);
        assertThat(resident)
                .as(line)
                .isGreaterThanOrEqualTo(live)
                .isLessThanOrEqualTo(live + live / 4 + 2 * Chunk.BYTE_SIZE);
    }
}

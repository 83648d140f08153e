package org.ccalloc.bench.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

    private static final long BYTE_SIZE = 256 << 20;

    @Test
    void peakHasWhatWasThereForAWhileAndForgetsItWhenReset() throws InterruptedException {
        assumeTrue(Files.isWritable(Path.of("/proc/self/clear_refs")), "no Linux");
        ResidentMemory before = ResidentMemory.now();
        try (Arena arena = Arena.ofConfined()) {
            // The JDK writes zeros to all of it.
            assertThat(arena.allocate(BYTE_SIZE).byteSize()).isEqualTo(BYTE_SIZE);
        }
        assertThat(ResidentMemory.peakSince(before)).isGreaterThan(BYTE_SIZE - (16 << 20));
        ResidentMemory.resetPeak();
        assertThat(ResidentMemory.peakSince(before)).isLessThan(BYTE_SIZE / 2);
    }

    @Test
    void aPeakThatTheSystemDoesNotTellIsNoFigure() {
        assertThatIOException()
                .isThrownBy(() -> ResidentMemory.toldPeakSince(new ResidentMemory(0, 0)))
                .withMessageContaining("expected Linux");
    }
}

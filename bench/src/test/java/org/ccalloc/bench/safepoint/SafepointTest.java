package org.ccalloc.bench.safepoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.Printed;
import org.junit.jupiter.api.Test;

class SafepointTest {

    private static final String LINE = "[3457045458641ns] Safepoint \"ThreadDump\", Time since last: 3758183 ns,"
            + " Reaching safepoint: 131255 ns, At safepoint: 53460 ns, Leaving safepoint: 3615 ns, Total: 188330 ns,"
            + " Threads: 1 runnable, 11 total";

    @Test
    void requestIsATotalBeforeTheLineWasWritten() {
        assertThat(Safepoint.parse(List.of(LINE))).containsExactly(new Safepoint(3457045458641L - 188330, 131255));
    }

    @Test
    void otherLinesArePassedOver() {
        assertThat(Safepoint.parse(List.of("", "[1ns] Entering safepoint region: Cleanup", LINE)))
                .hasSize(1);
    }

    @Test
    void callIsToBlameForAsLongAsBothLasted() {
        Safepoint safepoint = new Safepoint(1000, 500);
        assertThat(new Call(900, 1200, 1000).heldUpNanos(safepoint)).isEqualTo(200);
        assertThat(new Call(1100, 9000, 9000).heldUpNanos(safepoint)).isEqualTo(400);
        assertThat(new Call(1600, 9000, 9000).heldUpNanos(safepoint)).isZero();
    }

    @Test
    void callThatWaitedForAProcessorIsNotToBlame() {
        assertThat(new Call(0, 9000, 30).heldUpNanos(new Safepoint(1000, 5000))).isEqualTo(30);
    }

    @Test
    void onlySafepointsWhileTheAllocatorWasAtWorkCount() throws ChildFailedException {
        Printed printed = Printed.object("""
                {"phases": [[1000000, 9000000]], "longCalls": [[2000000, 5000000, 4000000]], "longestShortCpuNanos": 6000000}
                """);
        Pauses pauses = Pauses.of(
                printed,
                List.of(
                        new Safepoint(0, 500_000),
                        new Safepoint(3_000_000, 2_500_000),
                        new Safepoint(7_000_000, 100_000),
                        new Safepoint(20_000_000, 90_000_000)));
        assertThat(pauses.safepoints()).isEqualTo(2);
        assertThat(pauses.heldUpMillis()).isEqualTo(2);
        assertThat(pauses.longestMillis()).isBetween(2.49, 2.51);
        assertThat(pauses.longestShortCallMillis()).isEqualTo(6);
    }
}

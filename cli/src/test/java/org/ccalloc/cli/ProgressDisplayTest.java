package org.ccalloc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private static final long SECOND = 1_000_000_000L;

    private final StringWriter err = new StringWriter();

    @Test
    void aLineEveryFewSeconds() {
        var lines = new ProgressDisplay.Lines(200_000_000, new PrintWriter(err), 0);
        lines.progressed(10_000_000, 4 * SECOND);
        lines.progressed(20_000_000, 5 * SECOND);
        lines.progressed(30_000_000, 6 * SECOND);
        lines.progressed(40_000_000, 11 * SECOND);
        assertThat(err.toString().lines()).containsExactly("indexed 20 of 200 MB", "indexed 40 of 200 MB");
    }

    @Test
    void withoutATotalIfItIsNotKnown() {
        var lines = new ProgressDisplay.Lines(0, new PrintWriter(err), 0);
        lines.progressed(20_000_000, 5 * SECOND);
        assertThat(err.toString().lines()).containsExactly("indexed 20 MB");
    }
}

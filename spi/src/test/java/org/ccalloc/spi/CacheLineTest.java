package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CacheLineTest {

    @Test
    void is128BytesOnAppleSiliconAnd64Elsewhere() {
        assertThat(CacheLine.byteSizeOn("Mac OS X", "aarch64")).isEqualTo(128);
        assertThat(CacheLine.byteSizeOn("Mac OS X", "x86_64")).isEqualTo(64);
        assertThat(CacheLine.byteSizeOn("Linux", "aarch64")).isEqualTo(64);
        assertThat(CacheLine.byteSizeOn("Windows 11", "amd64")).isEqualTo(64);
    }

    @Test
    void roundsUpToWholeLines() {
        long line = CacheLine.byteSize();
        assertThat(CacheLine.roundUp(0)).isZero();
        assertThat(CacheLine.roundUp(1)).isEqualTo(line);
        assertThat(CacheLine.roundUp(line)).isEqualTo(line);
        assertThat(CacheLine.roundUp(line + 1)).isEqualTo(2 * line);
    }

    @Test
    void roundingPastWhatALongHoldsGivesZero() {
        long largest = Long.MAX_VALUE - CacheLine.byteSize() + 1;
        assertThat(CacheLine.roundUp(largest)).isEqualTo(largest);
        assertThat(CacheLine.roundUp(largest + 1)).isZero();
        assertThat(CacheLine.roundUp(Long.MAX_VALUE)).isZero();
    }
}

package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionBinsTest {

    @ParameterizedTest
    @CsvSource({
        "32, 2",
        "48, 3",
        "1008, 63",
        "1024, 64",
        "1136, 64",
        "1152, 65",
        "2032, 71",
        "2048, 72",
        "2288, 72",
        "2304, 73"
    })
    void binsAreExactBelow1024AndEightToADoublingFromThere(long byteSize, int bin) {
        assertThat(RegionBins.of(byteSize)).isEqualTo(bin);
    }

    @Test
    void aLargerSizeNeverHasALowerBin() {
        int before = 0;
        for (long byteSize = 32; byteSize <= RegionBlock.MAX_BYTE_SIZE; byteSize += 16 + byteSize / 100 / 16 * 16) {
            assertThat(RegionBins.of(byteSize)).isGreaterThanOrEqualTo(before);
            before = RegionBins.of(byteSize);
        }
        assertThat(RegionBins.of(RegionBlock.MAX_BYTE_SIZE)).isLessThan(RegionBins.COUNT);
    }
}

package org.ccalloc.examples.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.CcMock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The mock fails the test if a buffer is left. */
@ExtendWith(CcMock.class)
class MeasurementsTest {

    @Test
    void whatIsWrittenIsRead(@TempDir Path directory, MockAllocator mock) throws IOException {
        Path file = directory.resolve("measurements.arrow");
        Measurements.write(file, 100_000);
        assertThat(Measurements.read(file))
                .isEqualTo(new Measurements.Totals(100_000, 10_000, 100_000L * 99_999 / 2, 660_000));
        assertThat(mock.counts().allocCount()).isGreaterThan(20);
    }
}

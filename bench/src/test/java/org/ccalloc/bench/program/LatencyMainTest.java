package org.ccalloc.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.trace.program.CCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

class LatencyMainTest {

    private static final int OPERATIONS = 20_000;
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "p99.99", "p99.999", "max");

    @Test
    void everyOperationOfEveryThreadIsCountedInJavaAndInC(@TempDir Path directory)
            throws ChildFailedException, InterruptedException, IOException {
        Printed inJava =
                Printed.object(JSON.std.asString(LatencyMain.run(Contenders.open("mimalloc"), 2, 42, OPERATIONS)));
        checkPercentiles(inJava);
        assumeTrue(CCompiler.find().isPresent(), "no C compiler: the program in C is not compared");
        Printed inC = Printed.object(
                new CBaseline(directory).programs().latency("mimalloc", 2, "42", OPERATIONS, Duration.ofMinutes(1)));
        checkPercentiles(inC);
        assertThat(inC.text("checksum")).isEqualTo(inJava.text("checksum"));
    }

    private static void checkPercentiles(Printed latencies) throws ChildFailedException {
        for (String operation : List.of("alloc", "free", "clock")) {
            Printed percentiles = latencies.member(operation);
            assertThat(percentiles.number("count").intValue()).isEqualTo(2 * OPERATIONS);
            long before = 0;
            for (String percentile : PERCENTILES) {
                long value = percentiles.number(percentile).longValue();
                assertThat(value).as(operation + " " + percentile).isGreaterThanOrEqualTo(before);
                before = value;
            }
            assertThat(before).as("the longest " + operation).isPositive();
        }
    }
}

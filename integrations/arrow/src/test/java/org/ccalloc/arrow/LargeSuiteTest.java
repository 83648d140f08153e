package org.ccalloc.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Arrow's tests of buffers beyond {@code int}, which Arrow runs in a profile of its own, on the memory that this JVM is
 * started for, without the limit that the other tests want.
 */
class LargeSuiteTest {

    private static final String VECTORS = "org.apache.arrow.vector.ITTestLargeVector";
    private static final String FILES = "org.apache.arrow.vector.ipc.ITTestIPCWithLargeArrowBuffers";

    /** Wants more offsets than Arrow gives to a vector of this kind, so that no memory can make it pass. */
    private static final String REFUSED_BY_ARROW = "testLargeVarCharVector";

    @Test
    @Tag("large-refused")
    void arrowRefusesOneLargeVectorItself() {
        ArrowTests tests = ArrowTests.run(List.of(selectMethod(VECTORS, REFUSED_BY_ARROW)));
        assertThat(tests.failures())
                .containsOnlyKeys(VECTORS + "." + REFUSED_BY_ARROW)
                .extractingByKey(VECTORS + "." + REFUSED_BY_ARROW, STRING)
                .startsWith("org.apache.arrow.vector.util.OversizedAllocationException: ");
        assertThat(tests.allocCount()).as("blocks").isZero();
    }

    @Test
    @Tag("large-vectors")
    void largeVectorsPass() {
        ArrowTests tests = ArrowTests.run(Stream.of(
                        "testLargeLongVector",
                        "testLargeIntVector",
                        "testLargeDecimalVector",
                        "testLargeFixedSizeBinaryVector",
                        "testLargeLargeVarCharVector")
                .map(method -> selectMethod(VECTORS, method))
                .toList());
        assertThat(tests.failures()).isEmpty();
        assertThat(tests.runCount()).isEqualTo(5);
        assertThat(tests.allocCount()).as("blocks").isGreaterThan(10);
        assertThat(tests.unreleased()).as("blocks that did not come back").isEmpty();
    }

    @Test
    @Tag("large-files")
    void largeFilesPass() {
        ArrowTests tests = ArrowTests.run(List.of(selectClass(FILES)));
        assertThat(tests.failures()).isEmpty();
        assertThat(tests.runCount()).isEqualTo(1);
        assertThat(tests.allocCount()).as("blocks").isGreaterThan(20);
        assertThat(tests.unreleased()).as("blocks that did not come back").isEmpty();
    }
}

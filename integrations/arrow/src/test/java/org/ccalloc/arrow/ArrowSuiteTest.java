package org.ccalloc.arrow;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Arrow's own published tests, of {@code arrow-memory-core} and {@code arrow-vector}, on the memory that this JVM is
 * started for: ours, by way of the default that Arrow finds, or Arrow's own. What is held is the same for both.
 */
class ArrowSuiteTest {

    /** {@link OpensSuiteTest} runs it: it wants a JVM without {@code --add-opens}. */
    private static final String WANTS_OTHER_FLAGS = ".*\\.TestOpens";

    /** Tests that Arrow does not run. */
    private static final Set<String> DISABLED = Set.of(
            "org.apache.arrow.memory.TestBaseAllocator.testAllocator_unreleasedEmpty",
            "org.apache.arrow.memory.TestBaseAllocator.testMemoryLeakWithReservation",
            "org.apache.arrow.memory.TestBaseAllocator.testRootAllocator_getEmpty",
            "org.apache.arrow.vector.compare.TestRangeEqualsVisitor.testEqualsWithOutTypeCheck");

    /** Buffers that Arrow's tests do not release. */
    private static final Map<String, Long> NEVER_RELEASED = Map.ofEntries(
            entry("org.apache.arrow.memory.TestArrowBuf", 1L),
            entry("org.apache.arrow.memory.TestBaseAllocator", 2L),
            entry("org.apache.arrow.vector.complex.impl.TestPromotableWriter", 1L),
            entry("org.apache.arrow.vector.complex.writer.TestComplexWriter", 20L),
            entry("org.apache.arrow.vector.ipc.MessageSerializerTest", 3L),
            entry("org.apache.arrow.vector.table.BaseTableTest", 24L),
            entry("org.apache.arrow.vector.table.TableTest", 4L));

    /** Tests that fail where {@code arrow.memory.debug.allocator} is set. */
    private static final Set<String> FAIL_IN_DEBUG = Set.of(
            "org.apache.arrow.memory.TestArrowBuf.testEnabledAssertion",
            "org.apache.arrow.vector.complex.impl.TestPromotableWriter.testPromoteToUnion",
            "org.apache.arrow.vector.complex.writer.TestComplexWriter.simpleUnion");

    @Test
    @Tag("suite")
    void arrowsOwnTestsPass() {
        assertThat(run().failures()).isEmpty();
    }

    @Test
    @Tag("debug-suite")
    void threeOfThemFailWhereArrowDebugs() {
        assertThat(run().failures()).containsOnlyKeys(FAIL_IN_DEBUG);
    }

    private static ArrowTests run() {
        ArrowTests tests = ArrowTests.run(
                selectClasspathRoots(Set.of(Path.of(System.getProperty("ccalloc.test.suite")))),
                // LargeSuiteTest runs ITTest...
                includeClassNamePatterns(".*\\.Test[^.]*|.*Test"),
                excludeClassNamePatterns(WANTS_OTHER_FLAGS));
        assertThat(tests.runCount()).as("run").isEqualTo(1230);
        assertThat(tests.abortedCount()).as("ended in an assumption").isEqualTo(3);
        assertThat(tests.skipped()).as("skipped").isEqualTo(DISABLED);
        assertThat(tests.allocCount())
                .as("blocks of " + TestedMemory.OF_THIS_JVM)
                .isEqualTo(22_575);
        assertThat(tests.unreleased()).as("blocks that did not come back").isEqualTo(NEVER_RELEASED);
        return tests;
    }
}

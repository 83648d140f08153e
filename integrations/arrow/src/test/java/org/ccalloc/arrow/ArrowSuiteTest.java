package org.ccalloc.arrow;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Arrow's own published tests, of {@code arrow-memory-core} and {@code arrow-vector}, all of them, on our memory by way of
 * the default that Arrow finds.
 */
class ArrowSuiteTest {

    /** Wants a JVM without {@code --add-opens}, which Arrow's build gives to it and to no other test either. */
    private static final String WANTS_OTHER_FLAGS = ".*\\.TestOpens";

    /** Buffers that Arrow's tests do not release, on memory of Arrow's own neither. The README has the proof. */
    private static final Map<String, Long> NEVER_RELEASED = Map.ofEntries(
            entry("org.apache.arrow.memory.TestArrowBuf", 1L),
            entry("org.apache.arrow.memory.TestBaseAllocator", 2L),
            entry("org.apache.arrow.vector.complex.impl.TestPromotableWriter", 1L),
            entry("org.apache.arrow.vector.complex.writer.TestComplexWriter", 20L),
            entry("org.apache.arrow.vector.ipc.MessageSerializerTest", 3L),
            entry("org.apache.arrow.vector.table.BaseTableTest", 24L),
            entry("org.apache.arrow.vector.table.TableTest", 4L));

    @Test
    void arrowsOwnTestsPassOnOurMemory() {
        CcAllocator allocator = CcAllocators.get();
        allocator.statsEnable(true);
        CcAllocSnapshot before = allocator.statsSnapshot();
        var outcome = new Outcome(allocator);
        LauncherFactory.create().execute(suite(), outcome);
        CcAllocSnapshot used = allocator.statsSnapshot().minus(before);

        System.out.println("Arrow's own tests on " + allocator.name() + ": run=" + outcome.run + ", failed="
                + outcome.failures.size() + ", skipped=" + outcome.skipped + ", blocks=" + used.allocCount());
        assertThat(outcome.failures).isEmpty();
        assertThat(outcome.run).isGreaterThan(1200);
        assertThat(used.allocCount()).as("blocks from us").isGreaterThan(20_000);
        assertThat(outcome.leaks).as("blocks that did not come back").isEqualTo(NEVER_RELEASED);
        assertThat(used.allocCount() - used.freeCount())
                .as("blocks that did not come back")
                .isEqualTo(NEVER_RELEASED.values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private static LauncherDiscoveryRequest suite() {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClasspathRoots(Set.of(Path.of(System.getProperty("ccalloc.test.suite")))))
                .filters(
                        // ITTest... take gigabytes, and are no part of Arrow's own build either.
                        includeClassNamePatterns(".*\\.Test[^.]*|.*Test"), excludeClassNamePatterns(WANTS_OTHER_FLAGS))
                .build();
    }

    /** Counts what ran, and keeps what failed and what kept memory. */
    private static final class Outcome implements TestExecutionListener {
        private final CcAllocator allocator;
        private long liveAtStart;
        private int run;
        private int skipped;
        private final List<String> failures = new ArrayList<>();
        private final SortedMap<String, Long> leaks = new TreeMap<>();

        Outcome(CcAllocator allocator) {
            this.allocator = allocator;
        }

        private long liveBlocks() {
            CcAllocSnapshot now = allocator.statsSnapshot();
            return now.allocCount() - now.freeCount();
        }

        @Override
        public void executionStarted(TestIdentifier test) {
            if (isClass(test)) {
                liveAtStart = liveBlocks();
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped++;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                run++;
            }
            if (isClass(test) && liveBlocks() != liveAtStart) {
                leaks.put(className(test), liveBlocks() - liveAtStart);
            }
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                failures.add(name(test) + ": " + result.getThrowable().orElse(null));
            }
        }

        private static boolean isClass(TestIdentifier test) {
            return test.getSource().orElse(null) instanceof ClassSource;
        }

        private static String className(TestIdentifier test) {
            return test.getSource().orElse(null) instanceof ClassSource source ? source.getClassName() : "";
        }

        private static String name(TestIdentifier test) {
            return test.getSource().orElse(null) instanceof MethodSource method
                    ? method.getClassName() + "." + method.getMethodName()
                    : test.getDisplayName();
        }
    }
}

package org.ccalloc.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.arrow.memory.RootAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Published tests of Arrow's that are run: how many they were, what failed, and what kept blocks. */
final class ArrowTests implements TestExecutionListener {

    private final TestedMemory memory = TestedMemory.OF_THIS_JVM;
    private long liveBeforeClass;
    private long allocated;
    private int run;
    private int aborted;
    private final SortedSet<String> skipped = new TreeSet<>();
    private final SortedMap<String, String> failures = new TreeMap<>();
    private final SortedMap<String, Long> unreleased = new TreeMap<>();

    private ArrowTests() {
        CcAllocators.get().statsEnable(true);
        // Arrow looks once for its default: before a test of its own clears the setting.
        new RootAllocator().close();
    }

    /**
     * Runs tests, and holds that all blocks were of the memory that this JVM is started for, and that none was kept between
     * classes.
     */
    static ArrowTests run(List<? extends DiscoverySelector> tests, Filter<?>... filters) {
        var result = new ArrowTests();
        TestedMemory memory = result.memory;
        long others = memory.other().allocCount();
        long allocated = memory.allocCount();
        long live = memory.liveCount();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(tests)
                                .filters(filters)
                                .build(),
                        result);
        result.allocated = memory.allocCount() - allocated;
        System.out.println("Arrow's own tests: " + result);
        assertThat(memory.other().allocCount()).as("blocks of other memory").isEqualTo(others);
        assertThat(memory.liveCount() - live)
                .as("blocks that did not come back")
                .isEqualTo(result.unreleasedCount());
        return result;
    }

    int runCount() {
        return run;
    }

    /** Those of {@link #runCount} that ended in an assumption. */
    int abortedCount() {
        return aborted;
    }

    /** What was not run, by the name of the class and of the method. */
    SortedSet<String> skipped() {
        return skipped;
    }

    /** Blocks that were allocated. */
    long allocCount() {
        return allocated;
    }

    /** What was thrown, by the name of the class and of the method. */
    SortedMap<String, String> failures() {
        return failures;
    }

    /** Blocks that did not come back, by the name of the class. */
    SortedMap<String, Long> unreleased() {
        return unreleased;
    }

    private long unreleasedCount() {
        return unreleased.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (isClass(test)) {
            liveBeforeClass = memory.liveCount();
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped.add(name(test));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            run++;
        }
        if (isClass(test) && memory.liveCount() != liveBeforeClass) {
            unreleased.put(name(test), memory.liveCount() - liveBeforeClass);
        }
        switch (result.getStatus()) {
            case FAILED ->
                failures.put(name(test), String.valueOf(result.getThrowable().orElse(null)));
            case ABORTED -> aborted++;
            case SUCCESSFUL -> {}
        }
    }

    private static boolean isClass(TestIdentifier test) {
        return test.getSource().orElse(null) instanceof ClassSource;
    }

    private static String name(TestIdentifier test) {
        return switch (test.getSource().orElse(null)) {
            case ClassSource type -> type.getClassName();
            case MethodSource method -> method.getClassName() + "." + method.getMethodName();
            case null, default -> test.getDisplayName();
        };
    }

    @Override
    public String toString() {
        return "memory=" + memory + ", run=" + run + ", failed=" + failures.keySet() + ", aborted=" + aborted
                + ", skipped=" + skipped
                + ", blocks="
                + allocated + ", unreleased="
                + unreleasedCount();
    }
}

package org.ccalloc.mock.junit;

import static java.util.Objects.requireNonNull;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * What came of the tests of a class.
 *
 * @param passed display names of those that passed
 * @param failed by display name, what the others ended in
 */
record Outcomes(List<String> passed, Map<String, Throwable> failed) {

    /** Runs the tests of a class that is no test by itself. */
    static Outcomes of(Class<?> tests, boolean inParallel) {
        var outcomes = new Outcomes(new ArrayList<>(), new TreeMap<>());
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "" + inParallel)
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .selectors(selectClass(tests))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .forEach(outcomes::add);
        return outcomes;
    }

    private void add(Event event) {
        String name = event.getTestDescriptor().getDisplayName();
        event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .ifPresentOrElse(thrown -> failed.put(name, thrown), () -> passed.add(name));
    }

    Throwable failure(String name) {
        return requireNonNull(failed.get(name), () -> name + " did not fail; passed=" + passed + ", failed=" + failed);
    }
}

package org.ccalloc.tck.runner;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs in a child JVM: single tests of the kit, by JUnit. What else is on the class path has no influence on it. */
final class LaunchedKit implements AutoCloseable {

    private final LauncherSession session = LauncherFactory.openSession(LauncherConfig.builder()
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build());

    /**
     * Runs a test.
     *
     * @param test its name
     * @return what came of it
     */
    Event run(String test) {
        var result = new TestResult();
        try {
            session.getLauncher().execute(requestFor(test), result);
        } catch (Throwable e) { // memory that ran out, which JUnit passes on
            return TestResult.failed(List.of(e));
        }
        return result.event();
    }

    @Override
    public void close() {
        session.close();
    }

    private static LauncherDiscoveryRequest requestFor(String test) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(SubjectTck.class.getName(), test))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .enableImplicitConfigurationParameters(false)
                // The watchdog has a limit of its own, and looks at the threads.
                .configurationParameter("junit.jupiter.execution.timeout.mode", "disabled")
                .build();
    }
}

package org.ccalloc.tck.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.ccalloc.spi.CcAllocator;

/** Runs in a child JVM: tests an allocator, until all tests are done or one has failed. */
final class TestMain {

    private TestMain() {}

    /**
     * Runs tests and ends the JVM.
     *
     * @param arguments the file of the events, the allocator's class, the seconds that a test may take, and the tests'
     *     names
     * @throws Exception if the file cannot be written or the class does not exist
     */
    public static void main(String[] arguments) throws Exception {
        ParentWatch.start();
        try (var log = new EventLog(Path.of(arguments[0]))) {
            SubjectTck.testThe(Class.forName(arguments[1]));
            log.add(ready());
            runAll(log, Long.parseLong(arguments[2]), Arrays.asList(arguments).subList(3, arguments.length));
            log.add(Event.of(Event.Kind.DONE));
        }
        // An allocator's threads are not waited for.
        ParentWatch.halt(0);
    }

    /** A failure may leave anything behind in the allocator: who comes next is to begin in another JVM. */
    private static void runAll(EventLog log, long mostSeconds, List<String> tests) {
        Watchdog watchdog = Watchdog.start(Duration.ofSeconds(mostSeconds), log);
        try (var kit = new LaunchedKit()) {
            for (String test : tests) {
                log.add(Event.of(Event.Kind.STARTED, test));
                watchdog.testStarted();
                Event result = kit.run(test);
                watchdog.testEnded();
                log.add(result);
                if (result.kind() == Event.Kind.FAILED) {
                    return;
                }
            }
        }
    }

    /** What the allocator declares, which is only shown: what is wrong with it comes out in the tests. */
    private static Event ready() {
        try {
            CcAllocator allocator = SubjectTck.newSubject();
            return new Event(
                    Event.Kind.READY,
                    allocator.capabilities().stream().map(Enum::name).sorted().toList());
        } catch (RuntimeException | Error e) {
            return Event.of(Event.Kind.READY);
        }
    }
}

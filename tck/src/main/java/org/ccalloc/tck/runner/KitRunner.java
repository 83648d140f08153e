package org.ccalloc.tck.runner;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs the kit on an allocator that is found by its name. The allocator is in JVMs of its own: one that crashes, hangs or ends
 * its JVM breaks the rule that was being tested, and the others are tested in the next JVM.
 */
public final class KitRunner {

    private final RunOptions options;
    private final RunListener listener;
    private final List<KitTest> tests;
    private final Deque<KitTest> waiting;
    private final List<TestOutcome> outcomes = new ArrayList<>();
    private Subject subject;

    // What is known of the child at work.
    private boolean testRuns;
    private boolean testHasEnded;
    private long startedAtNanos;

    private KitRunner(RunOptions options, RunListener listener, Subject subject, List<KitTest> tests) {
        this.options = options;
        this.listener = listener;
        this.subject = subject;
        this.tests = tests;
        this.waiting = new ArrayDeque<>(tests);
    }

    /**
     * Runs the kit.
     *
     * @param options what to test and how
     * @param listener is told how far it has come
     * @return what was found
     * @throws NothingToRunException if there is no such allocator or rule
     * @throws IOException if no JVM can be started or its files cannot be used
     * @throws InterruptedException if the thread is interrupted
     */
    public static ConformanceReport run(RunOptions options, RunListener listener)
            throws NothingToRunException, IOException, InterruptedException {
        RuleBook book = RuleBook.load();
        List<Rule> rules = rulesOf(options, book);
        try (var jvms = new ChildJvms(options)) {
            Subject subject = SubjectSearch.named(options.backend(), jvms);
            return new KitRunner(options, listener, subject, KitTest.of(book, rules)).runAll(jvms);
        }
    }

    private static List<Rule> rulesOf(RunOptions options, RuleBook book) throws NothingToRunException {
        if (options.rules().isEmpty()) {
            return book.rulesOfTheKit();
        }
        try {
            return options.rules().stream().map(book::ruleOfTheKit).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw new NothingToRunException(String.valueOf(e.getMessage()), e);
        }
    }

    private ConformanceReport runAll(ChildJvms jvms) throws IOException, InterruptedException {
        while (!waiting.isEmpty()) {
            testRuns = false;
            testHasEnded = false;
            startedAtNanos = System.nanoTime();
            Optional<Ending> ending = jvms.run(TestMain.class, arguments(), this::heard);
            ending.ifPresent(this::ended);
        }
        return report();
    }

    private List<String> arguments() {
        return Stream.concat(
                        Stream.of(
                                subject.className(),
                                Long.toString(options.timeLimit().toSeconds())),
                        waiting.stream().map(KitTest::name))
                .toList();
    }

    private void heard(Event event) {
        switch (event.kind()) {
            case READY -> subject = new Subject(subject.name(), subject.className(), subject.location(), event.texts());
            case STARTED -> {
                testRuns = true;
                startedAtNanos = System.nanoTime();
                listener.progressed(outcomes.size(), tests.size(), event.text(0));
            }
            case PASSED -> testEnded(TestOutcome.Status.PASSED, "");
            case SKIPPED -> testEnded(TestOutcome.Status.SKIPPED, event.text(0));
            case FAILED -> testEnded(TestOutcome.Status.FAILED, event.text(0));
            default -> {}
        }
    }

    private void testEnded(TestOutcome.Status status, String message) {
        KitTest test = waiting.removeFirst();
        long millis = (System.nanoTime() - startedAtNanos) / 1_000_000;
        if (message.startsWith(Watchdog.HANG)) {
            skipOthersOf(test);
        }
        outcomes.add(new TestOutcome(test.name(), status, message, millis));
        testRuns = false;
        testHasEnded = true;
        listener.progressed(outcomes.size(), tests.size(), test.name());
    }

    /** They would probably hang as well, and the rule is broken anyway. */
    private void skipOthersOf(KitTest hung) {
        for (KitTest other : List.copyOf(waiting)) {
            if (other.rule().equals(hung.rule())) {
                waiting.remove(other);
                outcomes.add(new TestOutcome(
                        other.name(), TestOutcome.Status.SKIPPED, "not run, since " + hung.name() + " hung", 0));
            }
        }
    }

    /** The child has ended too early. */
    private void ended(Ending ending) {
        if (testRuns) {
            testEnded(TestOutcome.Status.FAILED, ending.describe("the test to return"));
        } else if (!testHasEnded) {
            testEnded(TestOutcome.Status.FAILED, ending.describe("the test to begin"));
        } else if (outcomes.getLast().status() != TestOutcome.Status.FAILED) {
            TestOutcome last = outcomes.removeLast();
            outcomes.add(new TestOutcome(
                    last.test(),
                    TestOutcome.Status.FAILED,
                    ending.describe("the JVM to go on after the test"),
                    last.millis()));
        }
    }

    private ConformanceReport report() {
        List<RuleVerdict> verdicts = tests.stream()
                .map(KitTest::rule)
                .distinct()
                .map(rule -> new RuleVerdict(rule, outcomesOf(rule)))
                .toList();
        return new ConformanceReport(subject, options, verdicts);
    }

    private List<TestOutcome> outcomesOf(Rule rule) {
        List<String> names = tests.stream()
                .filter(test -> test.rule().equals(rule))
                .map(KitTest::name)
                .toList();
        return outcomes.stream()
                .filter(outcome -> names.contains(outcome.test()))
                .toList();
    }
}

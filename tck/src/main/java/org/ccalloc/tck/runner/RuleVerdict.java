package org.ccalloc.tck.runner;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether an allocator keeps a rule, as far as the tests can see.
 *
 * @param rule the rule
 * @param outcomes what came of its tests
 */
public record RuleVerdict(Rule rule, List<TestOutcome> outcomes) {

    /** What there is to say of a rule. */
    public enum Verdict {

        /** Tests ran, and none has failed. */
        HELD("held"),

        /** A test has failed. */
        FAILED("FAILED"),

        /** No test ran. */
        SKIPPED("skipped");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        /**
         * The word for people.
         *
         * @return the word
         */
        public String word() {
            return word;
        }
    }

    /** Copies. */
    public RuleVerdict {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * Sums the tests up.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        if (has(TestOutcome.Status.FAILED)) {
            return Verdict.FAILED;
        }
        return has(TestOutcome.Status.PASSED) ? Verdict.HELD : Verdict.SKIPPED;
    }

    /**
     * The tests that have failed.
     *
     * @return in the order in which they ran
     */
    public List<TestOutcome> failures() {
        return with(TestOutcome.Status.FAILED);
    }

    /**
     * Why the rule, or a part of it, was not tested.
     *
     * @return reasons; empty if all its tests ran
     */
    public String whySkipped() {
        return with(TestOutcome.Status.SKIPPED).stream()
                .map(TestOutcome::message)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /**
     * How many tests were not run.
     *
     * @return 0 or more
     */
    public int skippedTests() {
        return with(TestOutcome.Status.SKIPPED).size();
    }

    private boolean has(TestOutcome.Status status) {
        return !with(status).isEmpty();
    }

    private List<TestOutcome> with(TestOutcome.Status status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).toList();
    }
}

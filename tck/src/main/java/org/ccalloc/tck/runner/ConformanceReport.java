package org.ccalloc.tck.runner;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a run of the kit has found.
 *
 * @param subject the allocator
 * @param options what was asked for
 * @param verdicts of each rule that was asked for, in the order of the rules
 */
public record ConformanceReport(Subject subject, RunOptions options, List<RuleVerdict> verdicts) {

    /** How the reason begins for which all tests of an allocator that is not available are skipped. */
    private static final String NOT_AVAILABLE = "availability: ";

    /** Copies. */
    public ConformanceReport {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * The rules that the allocator breaks: required ones, and optional ones that it declares.
     *
     * @return in the order of the rules
     */
    public List<RuleVerdict> broken() {
        return with(RuleVerdict.Verdict.FAILED);
    }

    /**
     * The rules that every allocator keeps and of which nothing is known, since no test could run.
     *
     * @return in the order of the rules
     */
    public List<RuleVerdict> unknown() {
        return verdicts.stream()
                .filter(verdict -> verdict.rule().kind() == RuleKind.REQUIRED)
                .filter(verdict -> verdict.verdict() == RuleVerdict.Verdict.SKIPPED)
                .toList();
    }

    /**
     * Why the allocator could not be tested.
     *
     * @return the reason; none if it was tested
     */
    public Optional<String> whyNotTested() {
        return unknown().stream()
                .map(RuleVerdict::whySkipped)
                .filter(reason -> reason.startsWith(NOT_AVAILABLE))
                .findFirst();
    }

    /**
     * How many rules came out so.
     *
     * @param verdict how
     * @return 0 or more
     */
    public int count(RuleVerdict.Verdict verdict) {
        return with(verdict).size();
    }

    /**
     * What the run means for a program that started it.
     *
     * @return 0 if every required rule holds, and every optional one that is declared; 1 if one does not; 2 if nothing could
     *     be run
     */
    public int exitStatus() {
        if (!broken().isEmpty()) {
            return 1;
        }
        if (whyNotTested().isPresent()) {
            return 2;
        }
        return unknown().isEmpty() ? 0 : 1;
    }

    private List<RuleVerdict> with(RuleVerdict.Verdict wanted) {
        Predicate<RuleVerdict> isWanted = verdict -> verdict.verdict() == wanted;
        return verdicts.stream().filter(isWanted).toList();
    }
}

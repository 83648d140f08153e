package org.ccalloc.tck.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The sentences that every form of a report has. */
public final class Summary {

    private Summary() {}

    /**
     * What came of a run.
     *
     * @param report what was found
     * @return a line
     */
    public static String of(ConformanceReport report) {
        if (report.whyNotTested().isPresent()) {
            return "not tested: " + report.whyNotTested().get();
        }
        List<String> parts = new ArrayList<>();
        parts.add("rules: " + report.count(RuleVerdict.Verdict.HELD) + " held");
        int failed = report.broken().size();
        parts.add(failed + " failed" + (failed == 0 ? "" : " (" + names(report.broken()) + ")"));
        int skipped = report.count(RuleVerdict.Verdict.SKIPPED);
        parts.add(skipped + " skipped");
        if (!report.unknown().isEmpty()) {
            parts.add("not tested, although required: " + names(report.unknown()));
        }
        return String.join(", ", parts);
    }

    /**
     * What of a rule was not tested, and why.
     *
     * @param verdict the rule's; some of its tests were skipped
     * @return a line
     */
    public static String ofSkipped(RuleVerdict verdict) {
        int all = verdict.outcomes().size();
        String which = verdict.skippedTests() == all ? "" : verdict.skippedTests() + " of " + all + " tests skipped: ";
        return which + verdict.whySkipped();
    }

    private static String names(List<RuleVerdict> verdicts) {
        return verdicts.stream()
                .map(RuleVerdict::rule)
                .map(rule -> rule.capability().isEmpty() ? rule.id() : rule.id() + " of " + rule.capability())
                .collect(Collectors.joining(", "));
    }
}

package org.ccalloc.tck.runner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/** What a run has found, for programs. */
public final class JsonReport {

    private JsonReport() {}

    /**
     * Writes it down.
     *
     * @param report what was found
     * @return a JSON object
     */
    public static String of(ConformanceReport report) {
        RunOptions options = report.options();
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("allocator", allocator(report.subject()));
        root.put("profile", options.profile().name().toLowerCase(Locale.ROOT));
        root.put("seed", options.seed());
        root.put("timeLimitSeconds", options.timeLimit().toSeconds());
        root.put("memoryBudgetMib", options.limits().memoryBudgetMib());
        root.put("threads", options.limits().threads());
        root.put("machine", Machine.description());
        root.put("exitStatus", report.exitStatus());
        root.put("held", report.count(RuleVerdict.Verdict.HELD));
        root.put("failed", report.count(RuleVerdict.Verdict.FAILED));
        root.put("skipped", report.count(RuleVerdict.Verdict.SKIPPED));
        root.put(
                "rules",
                report.verdicts().stream()
                        .map(verdict -> rule(verdict, options))
                        .toList());
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(root) + "\n";
    }

    private static Map<String, Object> allocator(Subject subject) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", subject.name());
        fields.put("class", subject.className());
        fields.put("location", subject.location());
        fields.put("capabilities", subject.capabilities());
        return fields;
    }

    private static Map<String, Object> rule(RuleVerdict verdict, RunOptions options) {
        Rule rule = verdict.rule();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", rule.id());
        fields.put("sentence", rule.sentence());
        fields.put("kind", rule.kind().word());
        if (!rule.capability().isEmpty()) {
            fields.put("capability", rule.capability());
        }
        fields.put("verdict", verdict.verdict().word().toLowerCase(Locale.ROOT));
        if (!verdict.whySkipped().isEmpty()) {
            fields.put("whySkipped", verdict.whySkipped());
        }
        if (verdict.verdict() == RuleVerdict.Verdict.FAILED) {
            fields.put("lookAt", rule.hint());
            fields.put("repeat", options.commandToRepeat(rule));
        }
        List<Map<String, Object>> tests =
                verdict.outcomes().stream().map(JsonReport::test).toList();
        fields.put("tests", tests);
        return fields;
    }

    private static Map<String, Object> test(TestOutcome outcome) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", outcome.test());
        fields.put("status", outcome.status().name().toLowerCase(Locale.ROOT));
        fields.put("millis", outcome.millis());
        if (!outcome.message().isEmpty()) {
            fields.put("message", outcome.message());
        }
        return fields;
    }
}

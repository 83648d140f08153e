package org.ccalloc.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ccalloc.tck.runner.ConformanceReport;
import org.ccalloc.tck.runner.Rule;
import org.ccalloc.tck.runner.RuleBook;
import org.ccalloc.tck.runner.RuleVerdict;
import org.ccalloc.tck.runner.RunOptions;
import org.ccalloc.tck.runner.Subject;
import org.ccalloc.tck.runner.Summary;
import org.ccalloc.tck.runner.TestOutcome;

/** What a run of the kit has found, for people at a terminal. */
final class ConformanceText {

    private static final int SENTENCE_COLUMNS = 76;

    private ConformanceText() {}

    /** Rules that the kit can test. */
    static String list(RuleBook book) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER,
                book.rulesOfTheKit(),
                List.of(
                        column("rule").with(Rule::id),
                        column("kind").with(Rule::kindInWords),
                        column("sentence").with(Rule::sentence)));
    }

    /** All that was found. */
    static String of(ConformanceReport report) {
        List<String> parts = new ArrayList<>();
        parts.add(head(report));
        parts.add(table(report));
        report.broken().forEach(verdict -> parts.add(failure(verdict, report.options())));
        parts.add(Summary.of(report));
        return String.join("\n\n", parts);
    }

    private static String head(ConformanceReport report) {
        Subject subject = report.subject();
        RunOptions options = report.options();
        return subject.name() + ": " + subject.className() + " in " + subject.location() + "\nprofile "
                + options.profile().name().toLowerCase(Locale.ROOT) + ", seed " + options.seed();
    }

    private static String table(ConformanceReport report) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER,
                report.verdicts(),
                List.of(
                        column("rule").with(verdict -> verdict.rule().id()),
                        column("kind").with(verdict -> verdict.rule().kind().word()),
                        column("verdict").with(verdict -> verdict.verdict().word()),
                        column("sentence").with(ConformanceText::sentence)));
    }

    private static String sentence(RuleVerdict verdict) {
        String sentence = verdict.rule().sentence();
        return verdict.skippedTests() == 0 ? sentence : sentence + "\n[" + Summary.ofSkipped(verdict) + "]";
    }

    private static String failure(RuleVerdict verdict, RunOptions options) {
        Rule rule = verdict.rule();
        List<String> lines = new ArrayList<>();
        lines.add(rule.id() + " does not hold: " + rule.sentence());
        for (TestOutcome failure : verdict.failures()) {
            lines.add("  " + failure.test());
            lines.add(failure.message().indent(4).stripTrailing());
        }
        lines.add("  what to check:  " + rule.hint());
        lines.add("  to repeat it:   " + options.commandToRepeat(rule));
        return String.join("\n", lines);
    }

    private static Column column(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(SENTENCE_COLUMNS, OverflowBehaviour.NEWLINE);
    }
}

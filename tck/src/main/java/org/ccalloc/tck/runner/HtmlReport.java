package org.ccalloc.tck.runner;

import java.io.StringWriter;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What a run has found, as one page that needs nothing else. */
public final class HtmlReport {

    // No character that a writer of XML would escape.
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem;
              overflow-wrap: anywhere;
              color: light-dark(#1c1c1c, #e6e6e6); background: light-dark(#ffffff, #161616); }
            h1, h2, h3 { line-height: 1.2; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0;
              border-bottom: 1px solid light-dark(#d8d8d8, #3a3a3a); }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
            dt { color: light-dark(#5a5a5a, #a8a8a8); }
            dd { margin: 0; }
            pre { white-space: pre-wrap; padding: 0.6rem 0.8rem; background: light-dark(#f3f3f3, #242424); }
            .why { color: light-dark(#5a5a5a, #a8a8a8); }
            .held { color: light-dark(#176a2c, #6fd08a); }
            .failed { color: light-dark(#b00020, #ff8a8a); font-weight: bold; }
            .skipped { color: light-dark(#5a5a5a, #a8a8a8); }
            .failure { border-left: 0.3rem solid light-dark(#b00020, #ff8a8a); padding-left: 1rem; }
            """;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]|[\\uFFFE\\uFFFF]|\\p{Cs}");

    private final ConformanceReport report;
    private final XMLStreamWriter xml;

    private HtmlReport(ConformanceReport report, XMLStreamWriter xml) {
        this.report = report;
        this.xml = xml;
    }

    /**
     * Writes it down.
     *
     * @param report what was found
     * @return a page
     */
    public static String of(ConformanceReport report) {
        var page = new StringWriter();
        page.write("<!DOCTYPE html>\n");
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(page);
            new HtmlReport(report, xml).page();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string can be written to", e);
        }
        return page.append('\n').toString();
    }

    private void page() throws XMLStreamException {
        String title = "ccalloc tck: " + report.subject().name();
        xml.writeStartElement("html");
        xml.writeAttribute("lang", "en");
        xml.writeStartElement("head");
        xml.writeEmptyElement("meta");
        xml.writeAttribute("charset", "utf-8");
        xml.writeEmptyElement("meta");
        xml.writeAttribute("name", "viewport");
        xml.writeAttribute("content", "width=device-width, initial-scale=1");
        element("title", title);
        element("style", STYLE);
        xml.writeEndElement();
        xml.writeStartElement("body");
        element("h1", title);
        element("p", Summary.of(report));
        facts();
        failures();
        element("h2", "All rules");
        table();
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void facts() throws XMLStreamException {
        Subject subject = report.subject();
        RunOptions options = report.options();
        xml.writeStartElement("dl");
        fact("class", subject.className());
        fact("from", subject.location());
        fact("declares", subject.capabilities().isEmpty() ? "nothing" : String.join(", ", subject.capabilities()));
        fact("profile", options.profile().name().toLowerCase(Locale.ROOT));
        fact("seed", Long.toString(options.seed()));
        fact(
                "limits",
                options.limits().memoryBudgetMib() + " MiB, " + options.limits().threads() + " threads");
        fact("machine", Machine.description());
        xml.writeEndElement();
    }

    private void fact(String name, String value) throws XMLStreamException {
        element("dt", name);
        element("dd", value);
    }

    private void failures() throws XMLStreamException {
        if (report.broken().isEmpty()) {
            return;
        }
        element("h2", "What does not hold");
        for (RuleVerdict verdict : report.broken()) {
            Rule rule = verdict.rule();
            start("section", "failure");
            xml.writeAttribute("id", rule.id());
            element("h3", rule.id() + ": " + rule.sentence());
            for (TestOutcome failure : verdict.failures()) {
                element("p", failure.test());
                element("pre", failure.message());
            }
            element("p", "What to check: " + rule.hint());
            element("p", "To repeat it (seed " + report.options().seed() + "):");
            element("pre", report.options().commandToRepeat(rule));
            xml.writeEndElement();
        }
    }

    private void table() throws XMLStreamException {
        xml.writeStartElement("table");
        xml.writeStartElement("thead");
        xml.writeStartElement("tr");
        for (String header : new String[] {"rule", "verdict", "sentence", "kind"}) {
            element("th", header);
        }
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeStartElement("tbody");
        for (RuleVerdict verdict : report.verdicts()) {
            row(verdict);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void row(RuleVerdict verdict) throws XMLStreamException {
        Rule rule = verdict.rule();
        xml.writeStartElement("tr");
        xml.writeStartElement("td");
        if (verdict.verdict() == RuleVerdict.Verdict.FAILED) {
            xml.writeStartElement("a");
            xml.writeAttribute("href", "#" + rule.id());
            text(rule.id());
            xml.writeEndElement();
        } else {
            text(rule.id());
        }
        xml.writeEndElement();
        start("td", verdict.verdict().word().toLowerCase(Locale.ROOT));
        text(verdict.verdict().word());
        xml.writeEndElement();
        xml.writeStartElement("td");
        text(rule.sentence());
        if (verdict.skippedTests() > 0) {
            start("div", "why");
            text(Summary.ofSkipped(verdict));
            xml.writeEndElement();
        }
        xml.writeEndElement();
        element("td", rule.kindInWords());
        xml.writeEndElement();
    }

    private void start(String name, String styleClass) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeAttribute("class", styleClass);
    }

    private void element(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        text(text);
        xml.writeEndElement();
    }

    /** An allocator's messages may hold anything. */
    private void text(String text) throws XMLStreamException {
        xml.writeCharacters(CONTROL.matcher(text).replaceAll("\uFFFD"));
    }
}

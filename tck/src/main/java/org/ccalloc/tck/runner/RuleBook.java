package org.ccalloc.tck.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of the contract, in their order, as {@code docs/SPEC.md} has them: its tables are read from this jar. */
public final class RuleBook {

    private static final String FILE = "SPEC.md";
    private static final Pattern ID = Pattern.compile("[A-Z]\\d\\d");
    private static final Pattern KIND = Pattern.compile("(\\w+)(?: \\((\\w+)\\))?");
    private static final Pattern CELL_END = Pattern.compile("\\s*\\|\\s*");
    private static final Pattern MARKUP = Pattern.compile("`|\\*(?=\\w)|(?<=\\w)\\*");
    private static final Pattern ABBREVIATION = Pattern.compile("\\bIAE\\b");

    private final Map<String, Rule> rules;

    private RuleBook(Map<String, Rule> rules) {
        this.rules = Collections.unmodifiableMap(rules);
    }

    /**
     * Reads the rules that this version of the kit was built with.
     *
     * @return the rules
     */
    public static RuleBook load() {
        try (InputStream in = Objects.requireNonNull(RuleBook.class.getResourceAsStream(FILE), FILE)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads rules.
     *
     * @param markdown a page with tables whose header has {@code rule}, {@code kind} and {@code sentence}, and others whose
     *     header has {@code rule} and {@code look at}
     * @return the rules
     * @throws IllegalArgumentException if a rule is incomplete or there twice
     */
    static RuleBook parse(String markdown) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        Map<String, String> hints = new LinkedHashMap<>();
        for (Map<String, String> row : rowsOf(markdown)) {
            String id = row.getOrDefault("rule", "");
            if (!ID.matcher(id).matches()) {
                continue;
            }
            if (row.containsKey("look at")) {
                hints.put(id, cell(row, "look at"));
            } else if (rules.put(id, ruleIn(id, row)) != null) {
                throw new IllegalArgumentException("rule: id=" + id + " (expected once)");
            }
        }
        rules.replaceAll((id, rule) -> withHint(rule, hints.remove(id)));
        if (!hints.isEmpty()) {
            throw new IllegalArgumentException("look at: rules=" + hints.keySet() + " (expected rules of the tables)");
        }
        return new RuleBook(rules);
    }

    /**
     * All rules, also those that the kit has no test of.
     *
     * @return in the order of the page
     */
    public List<Rule> rules() {
        return List.copyOf(rules.values());
    }

    /**
     * The rules that the kit asks of an allocator.
     *
     * @return in the order of the page
     */
    public List<Rule> rulesOfTheKit() {
        return rules.values().stream().filter(Rule::isOfTheKit).toList();
    }

    /**
     * Finds a rule of the kit.
     *
     * @param id its number
     * @return the rule
     * @throws IllegalArgumentException if there is none, or the kit has no test of it
     */
    public Rule ruleOfTheKit(String id) {
        Rule rule = rules.get(id.toUpperCase(Locale.ROOT));
        if (rule != null && rule.isOfTheKit()) {
            return rule;
        }
        String why = rule == null ? "" : ", which ccalloc keeps by itself";
        throw new IllegalArgumentException("rule: id=" + id + why + " (expected "
                + rulesOfTheKit().stream().map(Rule::id).collect(Collectors.joining(", ")) + ")");
    }

    private static Rule ruleIn(String id, Map<String, String> row) {
        Matcher kind = KIND.matcher(cell(row, "kind"));
        if (!kind.matches()) {
            throw new IllegalArgumentException("kind: rule=" + id + ", kind=" + row.get("kind")
                    + " (expected a word, with a capability in parentheses or without)");
        }
        String capability = kind.group(2) == null ? "" : kind.group(2);
        return new Rule(id, kindOf(id, kind.group(1)), capability, cell(row, "sentence"), "");
    }

    private static RuleKind kindOf(String id, String word) {
        for (RuleKind kind : RuleKind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind: rule=" + id + ", kind=" + word + " (expected "
                + List.of(RuleKind.values()).stream().map(RuleKind::word).collect(Collectors.joining(", ")) + ")");
    }

    private static Rule withHint(Rule rule, @Nullable String hint) {
        if (rule.isOfTheKit() == (hint == null)) {
            throw new IllegalArgumentException("look at: rule=" + rule.id() + ", hint=" + hint
                    + " (expected one for every rule that the kit tests, and none else)");
        }
        return hint == null ? rule : new Rule(rule.id(), rule.kind(), rule.capability(), rule.sentence(), hint);
    }

    /** A cell that must be there, as plain text. */
    private static String cell(Map<String, String> row, String column) {
        String text = row.getOrDefault(column, "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("table: row=" + row + " (expected a cell " + column + ")");
        }
        return ABBREVIATION
                .matcher(MARKUP.matcher(text).replaceAll(""))
                .replaceAll(IllegalArgumentException.class.getSimpleName());
    }

    /** The rows of all tables, each by the names of its columns. */
    private static List<Map<String, String>> rowsOf(String markdown) {
        List<Map<String, String>> rows = new ArrayList<>();
        List<String> header = List.of();
        for (String line : (Iterable<String>) markdown.lines()::iterator) {
            if (!line.startsWith("|")) {
                header = List.of();
            } else if (header.isEmpty()) {
                header = cellsOf(line);
            } else {
                rows.add(rowOf(header, cellsOf(line)));
            }
        }
        return rows;
    }

    private static Map<String, String> rowOf(List<String> header, List<String> cells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            row.put(header.get(i), i < cells.size() ? cells.get(i) : "");
        }
        return row;
    }

    private static List<String> cellsOf(String line) {
        return CELL_END.splitAsStream(line.substring(1).strip()).toList();
    }
}

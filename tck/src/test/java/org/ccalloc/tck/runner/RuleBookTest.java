package org.ccalloc.tck.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ccalloc.spi.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookTest {

    private static final String RULES = """
            # Rules

            | rule | kind | sentence | source |
            |---|---|---|---|
            | A01 | required | `alloc` of -1 is an IAE. | ours |
            | A02 | stochastic (TRIM) | `a * b` is *kept*. | |
            | Q01 | internal | Kept elsewhere. | ours |
            """;
    private static final String HINTS = """

            | rule | look at |
            |---|---|
            | A01 | Is the sign checked? |
            | A02 | What then? |
            """;

    private final RuleBook book = RuleBook.load();

    @Test
    void readsTheTables() {
        RuleBook small = RuleBook.parse(RULES + HINTS);
        assertThat(small.rules())
                .containsExactly(
                        new Rule(
                                "A01",
                                RuleKind.REQUIRED,
                                "",
                                "alloc of -1 is an IllegalArgumentException.",
                                "Is the sign checked?"),
                        new Rule("A02", RuleKind.STOCHASTIC, "TRIM", "a * b is kept.", "What then?"),
                        new Rule("Q01", RuleKind.INTERNAL, "", "Kept elsewhere.", ""));
        assertThat(small.rulesOfTheKit()).extracting(Rule::id).containsExactly("A01", "A02");
        assertThat(small.ruleOfTheKit("a02").kindInWords()).isEqualTo("stochastic (TRIM)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A01 | A02 | rule: id=A02 (expected once)",
                "required | perhaps | kind=perhaps (expected required, optional, stochastic, internal)",
                "stochastic (TRIM) | stochastic TRIM | kind=stochastic TRIM (expected a word, with a capability",
                "`a * b` is *kept*. | '' | (expected a cell sentence)",
                "What then? | '' | (expected a cell look at)",
                "Q01 | Q1 | rule: id=Q01",
            })
    void refusesARuleThatIsIncompleteOrThereTwice(String good, String bad, String message) {
        String broken = (RULES + HINTS).replaceFirst(Pattern.quote(good), bad);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleBook.parse(broken).ruleOfTheKit("Q01"))
                .withMessageContaining(message);
    }

    @Test
    void everyRuleOfTheKitSaysWhereToLookAndNoOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleBook.parse(RULES))
                .withMessageContaining("look at: rule=A01, hint=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleBook.parse(RULES + HINTS + "| Q01 | Not here. |\n"))
                .withMessageContaining("look at: rule=Q01, hint=Not here.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleBook.parse(RULES + HINTS + "| Z99 | Nowhere. |\n"))
                .withMessageContaining("look at: rules=[Z99]");
    }

    @Test
    void namesTheRulesThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book.ruleOfTheKit("Z99"))
                .withMessageStartingWith("rule: id=Z99 (expected S01, S02, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book.ruleOfTheKit("N04"))
                .withMessageStartingWith("rule: id=N04, which ccalloc keeps by itself (expected S01, ");
    }

    @Test
    void everyRuleOfTheKitHasATestAndEveryTestARule() {
        assertThat(KitTest.of(book, book.rulesOfTheKit()))
                .extracting(KitTest::rule)
                .containsAll(book.rulesOfTheKit());
        assertThat(book.rulesOfTheKit())
                .extracting(Rule::id)
                .contains("S01", "A08", "Z01", "D02", "R07", "P03", "F05", "U04", "T02", "C10", "N01", "N02");
    }

    @Test
    void onlyRulesOfTheLibraryAreLeftOut() {
        assertThat(book.rules().stream().filter(rule -> !rule.isOfTheKit()))
                .extracting(Rule::id)
                .allMatch(id -> id.matches("E13|N0[3-9]|N12|Q\\d\\d|L\\d\\d|W\\d\\d"));
    }

    @Test
    void namesCapabilitiesThatExist() {
        Stream<String> capabilities = book.rules().stream().map(Rule::capability);
        assertThat(capabilities.filter(name -> !name.isEmpty()).distinct())
                .isNotEmpty()
                .isSubsetOf(Arrays.stream(Capability.values()).map(Enum::name).toList());
        assertThat(book.rules())
                .filteredOn(rule -> rule.kind() == RuleKind.OPTIONAL)
                .noneMatch(rule -> rule.capability().isEmpty());
    }
}

package org.ccalloc.tck.runner;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.ccalloc.tck.CcAllocatorTck;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test of the kit, named by its rule.
 *
 * @param rule the rule
 * @param name the test's method
 */
record KitTest(Rule rule, String name) {

    private static final int ID_LENGTH = 3;

    /**
     * The tests of some rules.
     *
     * @param book all rules
     * @param rules those to test
     * @return their tests, in the order of the rules
     * @throws IllegalArgumentException if there is a test whose rule is not in the book
     */
    static List<KitTest> of(RuleBook book, List<Rule> rules) {
        return Arrays.stream(CcAllocatorTck.class.getMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .map(method -> named(book, method.getName()))
                .filter(test -> rules.contains(test.rule))
                .sorted(Comparator.comparingInt((KitTest test) -> rules.indexOf(test.rule))
                        .thenComparing(KitTest::name))
                .toList();
    }

    private static KitTest named(RuleBook book, String name) {
        return new KitTest(book.ruleOfTheKit(name.substring(0, Math.min(name.length(), ID_LENGTH))), name);
    }
}

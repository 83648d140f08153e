package org.ccalloc.tck;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ccalloc.spi.CcAllocator;

/**
 * An allocator that breaks a rule, and which of the kit's tests say so.
 *
 * @param what what is wrong with it
 * @param allocators makes such allocators
 * @param countsRight whether its statistics are right
 * @param isRacy whether it depends on chance what a test sees of it
 * @param caughtBy the tests that must fail, each with a part of its message; others of these rules may
 * @param moreRules further rules of which tests may fail
 */
record Breakage(
        String what,
        Supplier<? extends CcAllocator> allocators,
        boolean countsRight,
        boolean isRacy,
        Map<String, String> caughtBy,
        Set<String> moreRules) {

    static Breakage of(String what, Supplier<? extends CcAllocator> allocators) {
        return new Breakage(what, allocators, true, false, Map.of(), Set.of());
    }

    /**
     * For an allocator whose every test would end with numbers that do not match.
     *
     * @return the same, with statistics that are not looked at after each test
     */
    Breakage withWrongCounts() {
        return new Breakage(what, allocators, false, isRacy, caughtBy, moreRules);
    }

    /**
     * For an allocator that does wrong only now and then, as threads happen to run.
     *
     * @return the same, marked so
     */
    Breakage racy() {
        return new Breakage(what, allocators, countsRight, true, caughtBy, moreRules);
    }

    Breakage caughtBy(String test, String message) {
        var more = new TreeMap<>(caughtBy);
        more.put(test, message);
        return new Breakage(what, allocators, countsRight, isRacy, more, moreRules);
    }

    /**
     * For an allocator that breaks more rules in passing.
     *
     * @param rules the rules, such as {@code C01}
     * @return the same, with these rules
     */
    Breakage mayBreak(String... rules) {
        return new Breakage(what, allocators, countsRight, isRacy, caughtBy, Set.of(rules));
    }

    /**
     * Whether it is right to blame it by a test.
     *
     * @param test the name of the test
     * @return whether the test is of a rule that this allocator breaks
     */
    boolean breaksRuleOf(String test) {
        String rule = ruleOf(test);
        return moreRules.contains(rule)
                || (!countsRight && rule.startsWith("C"))
                || caughtBy.keySet().stream().map(Breakage::ruleOf).anyMatch(rule::equals);
    }

    private static String ruleOf(String test) {
        return test.substring(0, test.indexOf('_'));
    }

    @Override
    public String toString() {
        return what;
    }
}

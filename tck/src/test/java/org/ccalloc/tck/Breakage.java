package org.ccalloc.tck;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ccalloc.spi.CcAllocator;

/**
 * An allocator that breaks a rule, and which of the kit's tests say so.
 *
 * @param what what is wrong with it
 * @param allocators makes such allocators
 * @param countsRight whether its statistics are right
 * @param caughtBy the tests that must fail, each with a part of its message; no other may
 */
record Breakage(
        String what, Supplier<? extends CcAllocator> allocators, boolean countsRight, Map<String, String> caughtBy) {

    static Breakage of(String what, Supplier<? extends CcAllocator> allocators) {
        return new Breakage(what, allocators, true, Map.of());
    }

    /**
     * For an allocator whose every test would end with numbers that do not match.
     *
     * @return the same, with statistics that are not looked at after each test
     */
    Breakage withWrongCounts() {
        return new Breakage(what, allocators, false, caughtBy);
    }

    Breakage caughtBy(String test, String message) {
        var more = new TreeMap<>(caughtBy);
        more.put(test, message);
        return new Breakage(what, allocators, countsRight, more);
    }

    @Override
    public String toString() {
        return what;
    }
}

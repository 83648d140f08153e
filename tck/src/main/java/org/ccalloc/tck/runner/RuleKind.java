package org.ccalloc.tck.runner;

import java.util.Locale;

/** Who keeps a rule, and how well a test can tell. */
public enum RuleKind {

    /** Every allocator keeps it. */
    REQUIRED,

    /** Allocators keep it that declare a capability. */
    OPTIONAL,

    /** Required or, with a capability, optional; a test sees a broken allocator only if chance shows it. */
    STOCHASTIC,

    /** Kept by ccalloc itself, around the allocators; the kit has no test of it. */
    INTERNAL;

    /**
     * The word in the table of rules.
     *
     * @return lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

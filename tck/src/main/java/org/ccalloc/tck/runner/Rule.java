package org.ccalloc.tck.runner;

/**
 * A rule of the contract.
 *
 * @param id its number, such as {@code A03}
 * @param kind who keeps it
 * @param capability what an allocator declares to which the rule applies; empty if it applies to all
 * @param sentence what it says
 * @param hint what to check in an allocator that breaks it; empty if the kit has no test of the rule
 */
public record Rule(String id, RuleKind kind, String capability, String sentence, String hint) {

    /**
     * Whether the kit asks it of an allocator.
     *
     * @return false if ccalloc keeps it by itself
     */
    public boolean isOfTheKit() {
        return kind != RuleKind.INTERNAL;
    }

    /**
     * The kind, as the table of rules has it.
     *
     * @return such as {@code optional (TRIM)}
     */
    public String kindInWords() {
        return capability.isEmpty() ? kind.word() : kind.word() + " (" + capability + ")";
    }
}

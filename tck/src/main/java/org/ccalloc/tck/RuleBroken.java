package org.ccalloc.tck;

/** A rule that turned out broken in a random sequence. */
final class RuleBroken extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * A failure.
     *
     * @param rule the rule's number
     * @param message what went wrong
     */
    RuleBroken(String rule, String message) {
        super(message + " [" + rule + "]");
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}

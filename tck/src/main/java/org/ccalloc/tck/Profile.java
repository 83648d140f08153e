package org.ccalloc.tck;

/** How thoroughly the kit looks: what the system property {@value #PROPERTY} says, {@code quick} without it. */
public enum Profile {

    /** About a minute for an allocator on two cores; for every build. */
    QUICK,

    /** Some ten times as long; before a release. */
    THOROUGH;

    /** System property, {@code quick} or {@code thorough}: {@value}. */
    public static final String PROPERTY = "ccalloc.tck.profile";

    /**
     * The profile of this process.
     *
     * @return what the property says
     * @throws IllegalArgumentException if it says something else than the two names
     */
    public static Profile current() {
        return named(System.getProperty(PROPERTY, "quick"));
    }

    /**
     * Finds a profile.
     *
     * @param name {@code quick} or {@code thorough}
     * @return the profile
     * @throws IllegalArgumentException if it is something else
     */
    public static Profile named(String name) {
        return switch (name) {
            case "quick" -> QUICK;
            case "thorough" -> THOROUGH;
            default -> throw new IllegalArgumentException("profile: name=" + name + " (expected quick or thorough)");
        };
    }

    /**
     * Chooses an amount of work.
     *
     * @param quick how much if quick
     * @param thorough how much if thorough
     * @return one of them
     */
    int choose(int quick, int thorough) {
        return this == QUICK ? quick : thorough;
    }
}

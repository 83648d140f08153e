package org.ccalloc.tck.runner;

/** Where a run took place. */
final class Machine {

    private Machine() {}

    /**
     * Describes it.
     *
     * @return Java, operating system and processors
     */
    static String description() {
        return "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                + ", " + Runtime.getRuntime().availableProcessors() + " processors";
    }
}

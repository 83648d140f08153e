package org.ccalloc.mock;

import java.io.PrintStream;

/**
 * Tells on standard error, when the JVM ends, what nobody can be thrown any more: the end of a program that was given the
 * mock by a system property is that of the JVM.
 */
final class ExitReport {

    private ExitReport() {}

    /**
     * Has the report written when the JVM ends; not if it is ending already.
     *
     * @param blocks what to report on
     */
    static void schedule(BlockTable blocks) {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> write(blocks, System.err), "ccalloc-mock-exit-report"));
        } catch (IllegalStateException _) {
            // Who allocates from a shutdown hook gets no report.
        }
    }

    private static void write(BlockTable blocks, PrintStream out) {
        for (MemoryFaultException fault : blocks.faultsAtTheEnd()) {
            out.print("ccalloc mock, at exit: ");
            if (fault.fault() == MemoryFault.LEAK) {
                out.println(fault.getMessage()); // which has all traces that matter
            } else {
                fault.printStackTrace(out);
            }
        }
    }
}

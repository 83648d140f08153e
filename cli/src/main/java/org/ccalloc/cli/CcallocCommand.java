package org.ccalloc.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The tool as a whole; does nothing without one of its commands. */
@Command(
        name = "ccalloc",
        description = "Off-heap memory for Java behind one interface.",
        mixinStandardHelpOptions = true,
        versionProvider = ToolVersion.class,
        scope = ScopeType.INHERIT,
        subcommands = {
            BackendsCommand.class,
            BenchCommand.class,
            DemoCommand.class,
            ExampleCommand.class,
            JmhCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            TckCommand.class
        })
final class CcallocCommand {

    static final String STACK_TRACE_PROPERTY = "ccalloc.stacktrace";

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "On an error, show where it came from; also -D" + STACK_TRACE_PROPERTY + "=true.")
    private boolean stackTrace;

    boolean wantsStackTrace() {
        return stackTrace || Boolean.getBoolean(STACK_TRACE_PROPERTY);
    }
}

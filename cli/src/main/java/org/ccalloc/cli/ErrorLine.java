package org.ccalloc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.ccalloc.examples.index.CorruptIndexException;
import org.ccalloc.spi.BackendNotAvailableException;
import org.ccalloc.trace.TraceFormatException;
import org.ccalloc.trace.program.ProgramException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user reads when something goes wrong: one line, and the stack trace only if it was asked for. */
final class ErrorLine {

    private ErrorLine() {}

    /** The command line was not understood. */
    static int badUsage(ParameterException thrown, String[] arguments) {
        CommandLine command = thrown.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("ccalloc: " + thrown.getMessage());
        UnmatchedArgumentException.printSuggestions(thrown, err);
        if (!(thrown.getCause() instanceof IllegalArgumentException)) { // which says it all
            err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** The command was understood, but could not be done. */
    static int failed(Throwable thrown, CommandLine command) {
        PrintWriter err = command.getErr();
        err.println("ccalloc: " + describe(thrown));
        CcallocCommand root = (CcallocCommand) command.getCommandSpec().root().userObject();
        if (root.wantsStackTrace()) {
            thrown.printStackTrace(err);
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String describe(Throwable thrown) {
        String message = Optional.ofNullable(thrown.getMessage()).orElse(thrown.toString());
        return switch (thrown) {
            case BackendNotAvailableException e -> message;
            case CorruptIndexException e -> message;
            case IllegalArgumentException e -> message;
            case ProgramException e -> message;
            case TraceFormatException e -> message;
            case IOException e -> "cannot read: " + thrown;
            case OutOfMemoryError e -> "out of memory: " + message;
            case IllegalCallerException e -> message; // native access denied
            case ExceptionInInitializerError e when e.getCause() != null -> describe(e.getCause());
            default -> thrown + " (a mistake in ccalloc; --stacktrace shows where)";
        };
    }
}

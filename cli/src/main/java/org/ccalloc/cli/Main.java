package org.ccalloc.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Objects;
import picocli.CommandLine;

/** Starts the command line tool. */
public final class Main {

    private Main() {}

    /**
     * Runs a command and ends the JVM: with 0 if it did what was asked, 1 if it could not, 2 if it was not understood.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(
                new PrintWriter(System.out, true, charset("stdout.encoding")),
                new PrintWriter(System.err, true, charset("stderr.encoding")),
                arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var commandLine = new CommandLine(new CcallocCommand());
        commandLine
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(ErrorLine::badUsage)
                .setExecutionExceptionHandler((thrown, command, _) -> ErrorLine.failed(thrown, command));
        // What follows JMH's first argument is JMH's.
        Objects.requireNonNull(commandLine.getSubcommands().get("jmh"), "jmh")
                .setUnmatchedOptionsArePositionalParams(true)
                .setStopAtPositional(true);
        // What follows the name of a program is the program's.
        Objects.requireNonNull(commandLine.getSubcommands().get("record"), "record")
                .setStopAtPositional(true);
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) { // picocli's handler gets exceptions only
            return ErrorLine.failed(e, commandLine);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static Charset charset(String property) {
        return Charset.forName(System.getProperty(property, "UTF-8"), Charset.defaultCharset());
    }
}

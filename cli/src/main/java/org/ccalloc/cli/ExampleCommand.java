package org.ccalloc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Only explains: the launcher itself starts an example, in a JVM with the libraries of that example, and comes here when it does
 * not know its name.
 */
@Command(
        name = "example",
        description = {
            "Runs a program, most of them of another library, whose memory comes from an allocator of ccalloc:",
            "  arrow        writes an Arrow file and reads it",
            "  heaps        a heap for each part of a program, for each request, and in a file",
            "  lucene       makes an index and searches it",
            "  lwjgl        fills a buffer that grows, and lets C allocate",
            "  micrometer   serves requests and shows the meters of an allocator and a heap",
            "  netty        an echo server under load, on the loopback interface",
            "'ccalloc example NAME --help' shows what it understands; -Dccalloc.backend chooses the allocator."
        },
        footer = "For example: ccalloc example netty -Dccalloc.backend=jemalloc")
final class ExampleCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "NAME", description = "Which example.")
    private String name = "";

    @Parameters(paramLabel = "ARGUMENT", arity = "0..*", index = "1..*", description = "What the example understands.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new ParameterException(
                Objects.requireNonNull(command).commandLine(),
                "example: name=" + name + ", arguments=" + arguments
                        + " (expected arrow, heaps, lucene, lwjgl, micrometer or netty, and a start by the script ccalloc)");
    }
}

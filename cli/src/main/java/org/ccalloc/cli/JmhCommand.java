package org.ccalloc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ccalloc.bench.Bench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs JMH with the arguments that it is given. */
@Command(
        name = "jmh",
        description = "Runs single operations with JMH, on its own terms; 'ccalloc jmh -- -h' shows them.",
        footer = "For example: ccalloc jmh PairBenchmark -p byteSize=64 -prof gc")
final class JmhCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "What JMH understands.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return Bench.jmh(arguments);
    }
}

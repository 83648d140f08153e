package org.ccalloc.examples.micrometer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import org.ccalloc.examples.program.ExampleProgram;
import org.ccalloc.micrometer.CcAllocatorMetrics;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves requests, and shows what Prometheus would read of the allocator and of a heap. */
@Command(
        name = "micrometer",
        description =
                "Threads that serve requests from an allocator and a heap, and the meters of both as Prometheus reads them.")
public final class Main extends ExampleProgram {

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "4",
            description = "Threads at once, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Requests of each thread, 1 to 1000000 (default: ${DEFAULT-VALUE}).")
    private int requests;

    /**
     * Runs it and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        new Main().start(arguments);
    }

    @Override
    protected void run(CcAllocator memory, PrintWriter out) throws InterruptedException, ExecutionException {
        within("--threads", threads, 1, 1000);
        within("--requests", requests, 1, 1_000_000);
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new CcAllocatorMetrics(memory).bindTo(registry);
        try (CcHeap sessions = memory.newHeap(HeapOptions.named("sessions"));
                CcAllocatorMetrics metrics = new CcAllocatorMetrics(sessions)) {
            sessions.statsEnable(true);
            metrics.bindTo(registry);
            new Requests(memory, sessions).serve(threads, requests);
            out.print(registry.scrape());
        }
    }
}

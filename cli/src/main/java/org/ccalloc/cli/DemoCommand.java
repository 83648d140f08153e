package org.ccalloc.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ccalloc.examples.index.IndexDemo;
import org.ccalloc.examples.index.IndexResult;
import org.ccalloc.examples.index.IndexSettings;
import org.ccalloc.examples.index.Text;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs {@link IndexDemo} on real text. */
@Command(
        name = "demo",
        description = {
            "Indexes text off the heap with many threads: allocated by one, retired by a second, freed by a third."
        })
final class DemoCommand implements Callable<Integer> {

    private static final long QUICK_BYTES = 32 << 20;

    private static final IndexSettings DEFAULTS =
            IndexSettings.forProcessors(Runtime.getRuntime().availableProcessors());

    @Mixin
    private final BackendOption backend = new BackendOption();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Text to index. Without, the Java sources of the JDK or, if it has none, the text that ships "
                    + "with the demo.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--quick", description = "Index the first 32 MiB only.")
    private boolean quick;

    @Option(names = "--readers", paramLabel = "N", description = "Threads that read and allocate.")
    private int readers = DEFAULTS.readers();

    @Option(names = "--retirers", paramLabel = "N", description = "Threads that take old documents out of the index.")
    private int retirers = DEFAULTS.retirers();

    @Option(names = "--reclaimers", paramLabel = "N", description = "Threads that free what was taken out.")
    private int reclaimers = DEFAULTS.reclaimers();

    @Option(names = "--top", paramLabel = "N", description = "How many words to list.")
    private int top = DEFAULTS.mostFrequentWords();

    @Option(names = "--no-progress", description = "Do not show how far it has come.")
    private boolean noProgress;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        IndexSettings settings = settings();
        try (Text all = text()) {
            Text text = quick ? all.first(QUICK_BYTES) : all;
            CcAllocator allocator = backend.allocator();
            var report = new DemoReport(commandLine().getOut());
            report.start(allocator, text, settings);
            IndexResult result;
            try (var progress = noProgress
                    ? ProgressDisplay.none()
                    : ProgressDisplay.of(text.byteSize(), commandLine().getErr())) {
                result = IndexDemo.run(text, settings, allocator, progress);
            }
            report.end(result);
            if (result.everythingCameBack()) {
                return commandLine().getCommandSpec().exitCodeOnSuccess();
            }
            commandLine().getErr().println("ccalloc: not every block came back");
            return commandLine().getCommandSpec().exitCodeOnExecutionException();
        }
    }

    private IndexSettings settings() {
        try {
            return new IndexSettings(readers, retirers, reclaimers, DEFAULTS.windowDocuments(), top);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine(), e.getMessage(), e);
        }
    }

    private Text text() throws IOException {
        if (files.isEmpty()) {
            return Text.ofJdkOrShipped(Path.of(System.getProperty("java.home")));
        }
        try {
            return Text.ofFiles(files);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine(), e.getMessage(), e);
        }
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "spec").commandLine();
    }
}

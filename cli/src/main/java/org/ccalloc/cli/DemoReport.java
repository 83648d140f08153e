package org.ccalloc.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.ccalloc.examples.index.IndexResult;
import org.ccalloc.examples.index.IndexSettings;
import org.ccalloc.examples.index.OperationCounts;
import org.ccalloc.examples.index.ResidentMemory;
import org.ccalloc.examples.index.Role;
import org.ccalloc.examples.index.Text;
import org.ccalloc.examples.index.WordCount;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;

/** Tells people what the demo is about to do, and what it did. */
final class DemoReport {

    private static final int MAX_WORD_COLUMNS = 40;

    private final PrintWriter out;

    DemoReport(PrintWriter out) {
        this.out = out;
    }

    void start(CcAllocator allocator, Text text, IndexSettings settings) {
        out.println("backend: " + allocator.name());
        if (allocator.availability() instanceof Availability.Available(var details)) {
            details.forEach((label, value) -> out.println("         " + label + ": " + value));
        }
        out.printf(
                Locale.ROOT,
                "text:    %s%n         %s, %s%n",
                text.description(),
                counted(text.documents().size(), "file"),
                bytes(text.byteSize()));
        out.printf(
                Locale.ROOT,
                "threads: %s (allocate), %s (unlink), %s (free)%n",
                counted(settings.readers(), "reader"),
                counted(settings.retirers(), "retirer"),
                counted(settings.reclaimers(), "reclaimer"));
        out.flush();
    }

    void end(IndexResult result) {
        double seconds = result.elapsed().toNanos() / 1e9;
        out.printf(
                Locale.ROOT,
                "%n%,d words, %,d of them different, in %s of text; %.1f s, %.1f MB/s%n",
                result.wordCount(),
                result.distinctWordCount(),
                bytes(result.byteCount()),
                seconds,
                result.byteCount() / 1e6 / seconds);
        if (!result.mostFrequentWords().isEmpty()) {
            out.println();
            out.println(words(result.mostFrequentWords()));
        }
        out.println();
        out.println(operations(result, seconds));
        out.printf(
                Locale.ROOT,
                "%n%,d blocks were allocated by one thread and freed by another, after a third had unlinked them.%n"
                        + "%,d postings were read without a lock and checked.%n",
                result.blocksFreedElsewhere(),
                result.postingsCheckedCount());
        out.println();
        out.println(
                "statistics: " + result.statistics().map(DemoReport::statistics).orElse("this allocator keeps none"));
        out.println("resident memory: " + resident(result));
        out.println(
                result.everythingCameBack()
                        ? "every block came back: "
                                + result.statistics()
                                        .map(_ -> "currentAllocated = 0")
                                        .orElse("by the threads' own count")
                        : String.format(
                                Locale.ROOT,
                                "NOT EVERY BLOCK CAME BACK: %,d are missing by the threads' own count",
                                result.blocksLeft()));
        out.flush();
    }

    private static String words(List<WordCount> words) {
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(
                        words,
                        List.of(
                                new Column()
                                        .header("word")
                                        .headerAlign(HorizontalAlign.LEFT)
                                        .dataAlign(HorizontalAlign.LEFT)
                                        .maxWidth(MAX_WORD_COLUMNS, OverflowBehaviour.ELLIPSIS_RIGHT)
                                        .with(word -> printable(word.word())),
                                number("occurrences").with(word -> grouped(word.occurrences())),
                                number("files").with(word -> grouped(word.documents()))))
                .asString();
    }

    /** One kind of operation, and how to find its number. */
    private record Kind(String name, ToLongFunction<OperationCounts> count) {}

    private static String operations(IndexResult result, double seconds) {
        List<Kind> kinds = List.of(
                new Kind("alloc", OperationCounts::allocCount),
                new Kind("allocNode", OperationCounts::allocNodeCount),
                new Kind("calloc", OperationCounts::callocCount),
                new Kind("realloc", OperationCounts::reallocCount),
                new Kind("free", OperationCounts::freeCount),
                new Kind("all", OperationCounts::total));
        Column name = new Column()
                .header("operation")
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT);
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(
                        kinds,
                        List.of(
                                name.with(Kind::name),
                                number("readers").with(kind -> count(kind, result, Role.READER)),
                                number("retirers").with(kind -> count(kind, result, Role.RETIRER)),
                                number("reclaimers").with(kind -> count(kind, result, Role.RECLAIMER)),
                                number("main").with(kind -> count(kind, result, Role.MAIN)),
                                number("all").with(kind -> grouped(kind.count().applyAsLong(result.allOperations()))),
                                number("per second")
                                        .with(kind -> grouped(Math.round(
                                                kind.count().applyAsLong(result.allOperations()) / seconds)))))
                .asString();
    }

    private static String count(Kind kind, IndexResult result, Role role) {
        return grouped(kind.count().applyAsLong(result.operationsOf(role)));
    }

    private static String statistics(CcAllocSnapshot counted) {
        return String.format(
                Locale.ROOT,
                "%,d allocations of %,d bytes, %,d frees of %,d bytes, currentAllocated %,d",
                counted.allocCount(),
                counted.allocBytes(),
                counted.freeCount(),
                counted.freeBytes(),
                counted.currentAllocated());
    }

    private static String resident(IndexResult result) {
        Optional<ResidentMemory> start = result.residentAtStart();
        Optional<ResidentMemory> end = result.residentAtEnd();
        return start.isEmpty() || end.isEmpty()
                ? "not known here"
                : bytes(start.get().byteSize()) + " at the start, "
                        + bytes(end.get().peakByteSize()) + " at the peak, "
                        + bytes(end.get().byteSize()) + " at the end (the whole process)";
    }

    private static Column number(String header) {
        return new Column().header(header).headerAlign(HorizontalAlign.RIGHT).dataAlign(HorizontalAlign.RIGHT);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String bytes(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    private static String counted(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Without what a terminal would take for a command. */
    private static String printable(String word) {
        return word.codePoints()
                .map(c -> Character.isISOControl(c) ? '\ufffd' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

package org.ccalloc.bench.program;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import tools.jackson.jr.ob.JSON;

/** Times single operations of one contender and prints one line of JSON, with the percentiles of all threads together. */
public final class LatencyMain {

    private static final int ARGUMENTS = 4;

    private static final List<String> PERCENTILES = List.of("50", "90", "99", "99.9", "99.99", "99.999");

    private LatencyMain() {}

    /**
     * Runs.
     *
     * @param words contender, threads, seed, and how many operations of each thread count
     * @throws InterruptedException never: nobody interrupts
     * @throws IOException never
     */
    public static void main(String[] words) throws InterruptedException, IOException {
        if (words.length != ARGUMENTS) {
            throw new IllegalArgumentException("arguments: count=" + words.length + " (expected " + ARGUMENTS + ")");
        }
        System.out.println(JSON.std.asString(run(
                Contenders.open(words[0]),
                Integer.parseInt(words[1]),
                Long.parseUnsignedLong(words[2]),
                Integer.parseInt(words[3]))));
    }

    /**
     * Times.
     *
     * @param allocator whose operations
     * @param threads how many threads, each with blocks of its own
     * @param seed of the random numbers
     * @param operations how many of each thread count
     * @return percentiles by operation, and the checksum
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    static Map<String, Object> run(CcAllocator allocator, int threads, long seed, int operations)
            throws InterruptedException {
        List<SingleOperations> members = IntStream.range(0, threads)
                .mapToObj(member -> new SingleOperations(allocator, seed, member))
                .toList();
        Outcome outcome = Crew.run(threads, member -> members.get(member).run(operations));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("alloc", percentiles(members, SingleOperations::allocations));
        figures.put("free", percentiles(members, SingleOperations::frees));
        figures.put("clock", percentiles(members, SingleOperations::clock));
        figures.put("checksum", Long.toHexString(outcome.checksum()));
        return figures;
    }

    private static Map<String, Long> percentiles(
            List<SingleOperations> members, Function<SingleOperations, Histogram> which) {
        Histogram sum = which.apply(members.getFirst());
        members.stream().skip(1).map(which).forEach(sum::add);
        Map<String, Long> values = new LinkedHashMap<>();
        for (String percentile : PERCENTILES) {
            values.put("p" + percentile, sum.getValueAtPercentile(Double.parseDouble(percentile)));
        }
        values.put("max", sum.getMaxValue());
        values.put("count", sum.getTotalCount());
        return values;
    }
}

package org.ccalloc.bench.program;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.resident.ResidentMemory;
import org.ccalloc.spi.CcAllocator;
import tools.jackson.jr.ob.JSON;

/** Keeps so many blocks of one contender live, and prints one line of JSON. */
public final class LiveBlocksMain {

    private static final int ARGUMENTS = 3;
    private static final int WARM_UP_BLOCKS = 20_000;
    private static final int LEAST_BLOCKS = 1_000_000;
    private static final int WARM_UPS = 50;

    private LiveBlocksMain() {}

    /**
     * Runs.
     *
     * @param words contender, how many blocks, seed
     * @throws InterruptedException never: nobody interrupts
     * @throws IOException never
     */
    public static void main(String[] words) throws InterruptedException, IOException {
        if (words.length != ARGUMENTS) {
            throw new IllegalArgumentException("arguments: count=" + words.length + " (expected " + ARGUMENTS + ")");
        }
        System.out.println(JSON.std.asString(
                run(Contenders.open(words[0]), Integer.parseInt(words[1]), Long.parseUnsignedLong(words[2]))));
    }

    private static double mean(List<LiveBlocks.Figures> all, ToDoubleFunction<LiveBlocks.Figures> which) {
        return all.stream().mapToDouble(which).average().orElseThrow();
    }

    /**
     * Warms up with fewer blocks, and then keeps them live; few of them several times, so that the time is long enough to be told.
     *
     * @param allocator whose blocks
     * @param count how many
     * @param seed of the random numbers
     * @return the figures, by name
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    static Map<String, Object> run(CcAllocator allocator, int count, long seed) throws InterruptedException {
        ResidentMemory before = ResidentMemory.now();
        LiveBlocks few = new LiveBlocks(allocator, WARM_UP_BLOCKS, seed);
        for (int i = 0; i < WARM_UPS; i++) {
            few.run();
        }
        LiveBlocks blocks = new LiveBlocks(allocator, count, seed);
        int runs = Math.max(1, LEAST_BLOCKS / count);
        List<LiveBlocks.Figures> all =
                IntStream.range(0, runs).mapToObj(_ -> blocks.run()).toList();
        LiveBlocks.Figures measured = all.getLast();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("allocNanos", mean(all, LiveBlocks.Figures::allocNanos));
        figures.put("replaceNanos", mean(all, LiveBlocks.Figures::replaceNanos));
        figures.put("freeNanos", mean(all, LiveBlocks.Figures::freeNanos));
        figures.put("liveBytes", measured.liveBytes());
        long above = before.above(measured.residentBytes());
        if (above > 0) {
            figures.put("residentBytes", above);
        }
        figures.put("checksum", Long.toHexString(measured.checksum()));
        return figures;
    }
}

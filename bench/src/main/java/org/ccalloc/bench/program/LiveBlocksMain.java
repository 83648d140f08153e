package org.ccalloc.bench.program;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import tools.jackson.jr.ob.JSON;

/** Keeps so many blocks of one contender live, and prints one line of JSON. */
public final class LiveBlocksMain {

    private static final int ARGUMENTS = 3;
    private static final int WARM_UP_BLOCKS = 20_000;
    private static final int WARM_UPS = 20;

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

    /**
     * Warms up with fewer blocks, and then keeps them live.
     *
     * @param allocator whose blocks
     * @param count how many
     * @param seed of the random numbers
     * @return the figures, by name
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    static Map<String, Object> run(CcAllocator allocator, int count, long seed) throws InterruptedException {
        ResidentMemory before = ResidentMemory.now();
        LiveBlocks few = new LiveBlocks(allocator, Math.min(count, WARM_UP_BLOCKS), seed);
        for (int i = 0; i < WARM_UPS; i++) {
            few.run();
        }
        LiveBlocks.Figures measured = new LiveBlocks(allocator, count, seed).run();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("allocNanos", measured.allocNanos());
        figures.put("replaceNanos", measured.replaceNanos());
        figures.put("freeNanos", measured.freeNanos());
        figures.put("liveBytes", measured.liveBytes());
        long above = before.above(measured.residentBytes());
        if (above > 0) {
            figures.put("residentBytes", above);
        }
        figures.put("checksum", Long.toHexString(measured.checksum()));
        return figures;
    }
}

package org.ccalloc.bench.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ccalloc.bench.resident.ResidentMemory;
import tools.jackson.jr.ob.JSON;

/**
 * Keeps buffers of a client live, replaces many of them, and prints the peak of resident memory as one line of JSON. The arguments
 * are the client, the contender, how many MiB are to be live, and the seed of the random numbers.
 */
public final class ClientMemoryMain {

    private static final int REPLACEMENTS = 20_000;
    private static final int WARM_UP_PAIRS = 300;
    private static final int LEAST_BITS = 6;
    private static final int MOST_BITS = 20;

    private final ClientBuffers buffers;
    private final long wantedBytes;
    private final Random random;
    private final List<Runnable> live = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private long liveBytes;
    private long mostLiveBytes;

    private ClientMemoryMain(ClientBuffers buffers, long wantedBytes, Random random) {
        this.buffers = buffers;
        this.wantedBytes = wantedBytes;
        this.random = random;
    }

    /**
     * Runs.
     *
     * @param words client, contender, MiB, seed
     * @throws InterruptedException if this thread is interrupted
     * @throws IOException if the system does not tell how much memory is resident
     */
    public static void main(String[] words) throws InterruptedException, IOException {
        ClientBuffers buffers = Client.named(words[0]).openBuffers(words[1]);
        // Classes are loaded, and linked to the library, before it counts.
        for (int bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
            buffers.pairs(1 << bits, WARM_UP_PAIRS);
        }
        ClientMemoryMain main =
                new ClientMemoryMain(buffers, Long.parseLong(words[2]) << 20, new Random(Long.parseLong(words[3])));
        System.gc();
        ResidentMemory before = ResidentMemory.now();
        ResidentMemory.resetPeak();
        main.run();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("residentBytes", ResidentMemory.toldPeakSince(before));
        figures.put("liveBytes", main.mostLiveBytes);
        System.out.println(JSON.std.asString(figures));
    }

    private void run() {
        while (liveBytes < wantedBytes) {
            add();
        }
        for (int i = 0; i < REPLACEMENTS; i++) {
            remove(random.nextInt(live.size()));
            while (liveBytes < wantedBytes) {
                add();
            }
        }
        while (!live.isEmpty()) {
            remove(live.size() - 1);
        }
    }

    /** As many of 64 to 127 bytes as of 128 to 255, and so on, up to 1 MiB. */
    private void add() {
        int bits = random.nextInt(LEAST_BITS, MOST_BITS);
        int byteSize = random.nextInt(1 << bits, 2 << bits);
        live.add(buffers.filled(byteSize));
        sizes.add(byteSize);
        liveBytes += byteSize;
        mostLiveBytes = Math.max(mostLiveBytes, liveBytes);
    }

    private void remove(int index) {
        live.set(index, live.getLast()).run();
        live.removeLast();
        liveBytes -= sizes.set(index, sizes.getLast());
        sizes.removeLast();
    }
}

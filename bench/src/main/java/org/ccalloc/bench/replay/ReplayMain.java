package org.ccalloc.bench.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.resident.ResidentMemory;
import org.ccalloc.bench.sampling.Sampling;
import org.ccalloc.spi.CcAllocator;
import tools.jackson.jr.ob.JSON;

/**
 * Replays a plan on one contender and prints one line of JSON. The arguments are those that {@link #timing} and {@link #memory}
 * make.
 */
public final class ReplayMain {

    private static final int REHEARSAL_MILLIS = 700;

    private ReplayMain() {}

    /**
     * The arguments to time a plan.
     *
     * @param contender on what
     * @param statistics whether it keeps statistics
     * @param plan a file that {@link ReplayPlan#write} wrote
     * @param sampling how long
     * @return the arguments
     */
    public static List<String> timing(String contender, boolean statistics, Path plan, Sampling sampling) {
        List<String> words = new ArrayList<>(List.of("time", contender, "" + statistics, plan.toString()));
        words.addAll(sampling.words());
        return List.copyOf(words);
    }

    /**
     * The arguments to look at the peak of resident memory.
     *
     * @param contender on what
     * @param plan a file that {@link ReplayPlan#write} wrote
     * @return the arguments
     */
    public static List<String> memory(String contender, Path plan) {
        return List.of("memory", contender, "false", plan.toString());
    }

    /**
     * Runs.
     *
     * @param words as {@link #timing} or {@link #memory} makes them
     * @throws Exception if the replay fails
     */
    public static void main(String[] words) throws Exception {
        List<String> arguments = Arrays.asList(words);
        CcAllocator allocator = Contenders.open(arguments.get(1));
        if (Boolean.parseBoolean(arguments.get(2))) {
            allocator.statsEnable(true);
        }
        ReplayPlan plan = ReplayPlan.read(Path.of(arguments.get(3)));
        Map<String, Object> figures = switch (arguments.get(0)) {
            case "time" -> time(plan, allocator, Sampling.parse(arguments.subList(4, 7)));
            case "memory" -> memory(plan, allocator);
            default -> throw new IllegalArgumentException("replay: " + arguments.get(0));
        };
        System.out.println(JSON.std.asString(figures));
    }

    private static Map<String, Object> memory(ReplayPlan plan, CcAllocator allocator)
            throws IOException, InterruptedException {
        ReplayPlan small = plan.rehearsal();
        WarmUp.run(new ReplayCrew(small, new ReplayPass(small, allocator)), REHEARSAL_MILLIS);
        ReplayCrew crew = new ReplayCrew(plan, new ReplayPass(plan, allocator));
        System.gc();
        ResidentMemory before = ResidentMemory.now();
        ResidentMemory.resetPeak();
        crew.run();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("residentBytes", ResidentMemory.toldPeakSince(before));
        figures.put("liveBytes", plan.peakLiveBytes());
        return figures;
    }

    private static Map<String, Object> time(ReplayPlan plan, CcAllocator allocator, Sampling sampling)
            throws InterruptedException {
        ReplayCrew crew = new ReplayCrew(plan, new ReplayPass(plan, allocator));
        double lastOfWarmUp = WarmUp.run(crew, sampling.warmUpMillis());
        double[] wallNanos = new double[sampling.samples()];
        double[] cpuNanos = new double[sampling.samples()];
        for (int sample = 0; sample < sampling.samples(); sample++) {
            long nanos = 0;
            long events = 0;
            long cpuBefore = crew.cpuNanos();
            do {
                nanos += crew.run();
                events += plan.eventCount();
            } while (nanos < sampling.sampleMillis() * 1_000_000L);
            wallNanos[sample] = (double) nanos / events;
            cpuNanos[sample] = (double) (crew.cpuNanos() - cpuBefore) / events;
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("wallNanos", wallNanos);
        figures.put("cpuNanos", cpuNanos);
        figures.put("lastOfWarmUpNanos", lastOfWarmUp / plan.eventCount());
        return figures;
    }
}

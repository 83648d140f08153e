package org.ccalloc.bench.sampling;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.workload.Workload;
import org.ccalloc.bench.workload.WorkloadSpecification;
import tools.jackson.jr.ob.JSON;

/**
 * Times one workload on one contender and prints one line of JSON; the arguments are those that {@link #arguments} makes.
 *
 * <p>With several threads, each runs the workload on blocks of its own; they sample at the same time, and a sample is the
 * mean over them.
 */
public final class SamplingMain {

    private SamplingMain() {}

    /**
     * The arguments for {@link #main}.
     *
     * @param contender what to measure
     * @param statistics whether it keeps statistics
     * @param threads how many threads
     * @param sampling how long
     * @param workload doing what
     * @return the arguments
     */
    public static List<String> arguments(
            String contender, boolean statistics, int threads, Sampling sampling, WorkloadSpecification workload) {
        List<String> words = new ArrayList<>(List.of(contender, "" + statistics, "" + threads));
        words.addAll(sampling.words());
        words.addAll(workload.words());
        return List.copyOf(words);
    }

    /**
     * Runs.
     *
     * @param words as {@link #arguments} makes them
     * @throws Exception if the workload fails
     */
    public static void main(String[] words) throws Exception {
        List<String> arguments = Arrays.asList(words);
        String contender = arguments.get(0);
        if (Boolean.parseBoolean(arguments.get(1))) {
            Contenders.open(contender).statsEnable(true);
        }
        int threads = Integer.parseInt(arguments.get(2));
        Sampling sampling = Sampling.parse(arguments.subList(3, 6));
        WorkloadSpecification workload = WorkloadSpecification.parse(arguments.subList(6, arguments.size()));
        print(run(contender, threads, sampling, workload));
    }

    private static List<SampledRun> run(
            String contender, int threads, Sampling sampling, WorkloadSpecification specification)
            throws InterruptedException, ExecutionException {
        CyclicBarrier warm = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<SampledRun>> futures = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                futures.add(executor.submit(() -> run(warm, contender, sampling, specification)));
            }
            List<SampledRun> runs = new ArrayList<>();
            for (Future<SampledRun> future : futures) {
                runs.add(future.get());
            }
            return runs;
        }
    }

    private static SampledRun run(
            CyclicBarrier warm, String contender, Sampling sampling, WorkloadSpecification specification)
            throws InterruptedException, BrokenBarrierException {
        try (Workload workload = Workload.open(specification, contender)) {
            SampledRun run = new SampledRun(workload, sampling);
            run.warmUp();
            warm.await();
            run.measure();
            return run;
        }
    }

    private static void print(List<SampledRun> runs) throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("wallNanos", mean(runs.stream().map(SampledRun::wallNanos).toList()));
        figures.put("cpuNanos", mean(runs.stream().map(SampledRun::cpuNanos).toList()));
        figures.put(
                "garbageBytes",
                runs.stream().mapToDouble(SampledRun::garbageBytes).max().orElseThrow());
        System.out.println(JSON.std.asString(figures));
    }

    private static double[] mean(List<double[]> runs) {
        double[] mean = new double[runs.getFirst().length];
        for (double[] run : runs) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += run[i] / runs.size();
            }
        }
        return mean;
    }
}

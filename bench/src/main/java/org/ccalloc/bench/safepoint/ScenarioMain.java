package org.ccalloc.bench.safepoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/**
 * Acts out one scenario while another thread asks for safepoints all the time, and prints one line of JSON; the
 * safepoints themselves are in the JVM's log.
 */
public final class ScenarioMain {

    private ScenarioMain() {}

    /**
     * The flags of its JVM: little heap, so that what happens at a safepoint is short, and the log.
     *
     * @param log where to write the log
     * @return the flags
     */
    public static List<String> flags(Path log) {
        return List.of(
                "-XX:+UseSerialGC",
                "-Xms128m",
                "-Xmx128m",
                "-Xlog:safepoint=info:file=\"" + log + "\":" + Safepoint.DECORATION + ":filecount=0");
    }

    /**
     * Runs.
     *
     * @param arguments scenario, contender, divisor of the amount of memory, milliseconds of small blocks at the end
     * @throws Exception if the scenario fails
     */
    public static void main(String[] arguments) throws Exception {
        ScenarioRun run = new ScenarioRun(
                Scenario.valueOf(arguments[0]),
                arguments[1],
                Integer.parseInt(arguments[2]),
                Long.parseLong(arguments[3]));
        Thread.ofPlatform().daemon().name("asks for safepoints").start(ScenarioMain::askForSafepoints);
        run.run();
        Map<String, Object> figures = new LinkedHashMap<>();
        List<List<Long>> phases = new ArrayList<>();
        run.phases().forEach(phase -> phases.add(List.of(phase.fromNanoTime(), phase.toNanoTime())));
        List<List<Long>> calls = new ArrayList<>();
        run.longCalls().forEach(call -> calls.add(List.of(call.fromNanoTime(), call.toNanoTime(), call.cpuNanos())));
        figures.put("phases", phases);
        figures.put("longCalls", calls);
        figures.put("longestShortCpuNanos", run.longestShortCpuNanos());
        System.out.println(JSON.std.asString(figures));
    }

    /** A dump of all stacks stops all threads and does little else. */
    private static void askForSafepoints() {
        try {
            while (true) {
                Thread.getAllStackTraces();
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

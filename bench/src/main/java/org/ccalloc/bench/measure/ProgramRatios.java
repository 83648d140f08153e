package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Ratios of time and of memory, program by program, and their geometric means. */
final class ProgramRatios {

    private final List<Finding> ofTime = new ArrayList<>();
    private final List<Finding> ofMemory = new ArrayList<>();
    private final List<Finding> scaling = new ArrayList<>();
    private final Map<String, List<Finding>> together = new LinkedHashMap<>();

    /**
     * Compares the time of a contender at one program with that of others.
     *
     * @param times what all of them took
     * @param above whose time is divided
     * @param others by whose
     */
    void addTimes(List<Series> times, String above, List<String> others) {
        for (String below : others) {
            ratio(times, above, below).ifPresent(finding -> {
                ofTime.add(finding);
                together(above + " to " + below).add(finding);
            });
        }
    }

    /**
     * Compares the memory of a contender at one program with that of another.
     *
     * @param peaks how much memory all of them had
     * @param above whose memory is divided
     * @param below by whose
     */
    void addMemory(List<Series> peaks, String above, String below) {
        ratio(peaks, above, below).ifPresent(finding -> {
            ofMemory.add(finding.named("memory, " + finding.what()));
            together("memory, " + above + " to " + below).add(finding);
        });
    }

    private List<Finding> together(String what) {
        return together.computeIfAbsent(what, _ -> new ArrayList<>());
    }

    private static Optional<Finding> ratio(List<Series> series, String above, String below) {
        return Series.of(above, series)
                .flatMap(numerator -> Series.of(below, series)
                        .flatMap(denominator -> Finding.ratio(numerator, denominator, OptionalDouble.empty())));
    }

    /**
     * Compares each contender with itself, with other numbers of threads: a half is twice as much work in the same time.
     *
     * @param times of all programs, those of one program after each other, in the order of their threads
     */
    void addScaling(List<Series> times) {
        Map<String, Series> least = new LinkedHashMap<>();
        for (Series series : times) {
            String program = series.workload().replaceFirst(",.*", "");
            Series before = least.putIfAbsent(program + "/" + series.contender(), series);
            if (before != null) {
                Finding.ratio(series, before, OptionalDouble.empty())
                        .map(finding -> finding.named(
                                series.contender() + ": " + series.workload() + " to " + before.workload()))
                        .ifPresent(scaling::add);
            }
        }
    }

    /**
     * All of them.
     *
     * @return the means first
     */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        together.forEach((what, ratios) -> all.add(Finding.geometricMean(
                "programs: " + what + ", geometric mean of " + ratios.size(), ratios, OptionalDouble.empty())));
        all.addAll(ofTime);
        all.addAll(ofMemory);
        all.addAll(scaling);
        return all;
    }
}

package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ccalloc.bench.child.ChildFailedException;

/** Runs trials interleaved, A B C A B C ..., so that the drift of a noisy machine hits all alike. */
final class Rounds {

    private Rounds() {}

    /**
     * Runs.
     *
     * @param measure the measure's name, to be shown
     * @param unit of the values
     * @param trials what takes part; one that fails is left out of the later rounds
     * @param rounds how many
     * @param progress is told
     * @return a series for each trial, in their order
     */
    static List<Series> run(String measure, String unit, List<Trial> trials, int rounds, Progress progress) {
        List<List<Figures>> figures = new ArrayList<>();
        List<Optional<String>> failures = new ArrayList<>();
        trials.forEach(trial -> {
            figures.add(new ArrayList<>());
            failures.add(Optional.empty());
        });
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < trials.size(); i++) {
                Trial trial = trials.get(i);
                progress.begin(
                        measure + " " + round + "/" + rounds + ": " + trial.workload() + ", " + trial.contender());
                if (failures.get(i).isEmpty()) {
                    try {
                        figures.get(i).add(trial.run().run(round));
                    } catch (ChildFailedException e) {
                        failures.set(i, Optional.of(String.valueOf(e.getMessage())));
                    }
                }
                progress.end(trial.expectedMillis());
            }
        }
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            series.add(new Series(trial.workload(), trial.contender(), unit, figures.get(i), failures.get(i)));
        }
        return series;
    }

    /**
     * The time that they take.
     *
     * @param trials what takes part
     * @param rounds how many
     * @return milliseconds
     */
    static long expectedMillis(List<Trial> trials, int rounds) {
        return rounds * trials.stream().mapToLong(Trial::expectedMillis).sum();
    }
}

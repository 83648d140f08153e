package org.ccalloc.bench.sampling;

import java.util.List;

/**
 * How long a workload runs.
 *
 * @param warmUpMillis before anything is kept
 * @param samples how many figures are kept
 * @param sampleMillis the least time that each stands for
 */
public record Sampling(int warmUpMillis, int samples, int sampleMillis) {

    /**
     * Reads one from the arguments of a program.
     *
     * @param words three numbers
     * @return the sampling
     */
    public static Sampling parse(List<String> words) {
        return new Sampling(
                Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)));
    }

    /**
     * The arguments of a program, ours in Java or in C.
     *
     * @return three numbers
     */
    public List<String> words() {
        return List.of("" + warmUpMillis, "" + samples, "" + sampleMillis);
    }

    /**
     * The time that a run takes.
     *
     * @return milliseconds
     */
    public long millis() {
        return warmUpMillis + (long) samples * sampleMillis;
    }
}

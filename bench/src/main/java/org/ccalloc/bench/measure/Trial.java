package org.ccalloc.bench.measure;

import org.ccalloc.bench.child.ChildFailedException;

/**
 * A contender at a workload, to be run once a round in a process of its own.
 *
 * @param workload doing what
 * @param contender who does it
 * @param expectedMillis how long a run takes, for the estimate of the time left
 * @param run runs it
 */
record Trial(String workload, String contender, long expectedMillis, Run run) {

    /** One run. */
    interface Run {

        /**
         * Runs.
         *
         * @param round which round, from 1 on: what is random may differ from one to the next, but not from contender to contender
         * @return what was measured
         * @throws ChildFailedException if nothing could be
         */
        Figures run(int round) throws ChildFailedException;
    }
}

package org.ccalloc.spi.nativelibrary;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Waits for a task also while the thread is interrupted: what comes of loading a library is remembered for good, and an
 * interrupt that had nothing to do with it must not make the library unavailable.
 */
final class Patience {

    private Patience() {}

    /**
     * Waits for the end of a task.
     *
     * @param task the task
     * @param <T> of its result
     * @return its result
     * @throws ExecutionException if it threw
     */
    static <T> T await(Future<T> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

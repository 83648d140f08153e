package org.ccalloc.mimalloc;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.unexpected;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.ccalloc.spi.nativelibrary.LibraryBinding;

/**
 * Sets what the bundled mimalloc needs for short calls to be short. Who sets one of these options in the environment, as
 * mimalloc has it, gets mimalloc's own way; another build is left alone, since its options may have other numbers.
 *
 * <p>Left to itself, mimalloc purges inside some later request or free, a small one too: a short call, in which gigabytes
 * go back to the system while the JVM waits for a safepoint. So it is told never to, and a thread does it with long
 * calls. And the first touch of a huge page, inside a request of a few bytes, clears 2 MiB, which takes milliseconds
 * where the host of a virtual machine has to find them first.
 */
final class MimallocSettings {

    /** {@code mi_option_purge_delay} of mimalloc 3.5.0, in milliseconds. */
    private static final long PURGE_DELAY = 15;

    /** {@code mi_option_arena_purge_mult} of mimalloc 3.5.0, by which that delay is multiplied for arenas. */
    private static final long ARENA_PURGE_MULT = 24;

    /** {@code mi_option_allow_thp} of mimalloc 3.5.0. */
    private static final long ALLOW_THP = 43;

    /** Longer than most processes live; fits 32 bits, which {@code long} has in C on Windows. */
    private static final long NEVER_MILLIS = 1_000_000_000;

    /** The delay that mimalloc itself has by default, 1 s times 4. */
    private static final Duration PURGE_INTERVAL = Duration.ofSeconds(4);

    private MimallocSettings() {}

    /**
     * Makes the settings, if nobody has in this process: before anything is allocated.
     *
     * @param library the library
     */
    static void apply(LibraryBinding library) {
        if (!library.isFirst() || !library.isBundled()) {
            return;
        }
        // void mi_option_set(mi_option_t option, long value)
        MethodHandle optionSet = library.shortCall("mi_option_set");
        if (System.getenv("MIMALLOC_ALLOW_THP") == null) {
            set(optionSet, ALLOW_THP, 0);
        }
        if (!isPurgeDelayGiven()) {
            set(optionSet, PURGE_DELAY, NEVER_MILLIS);
            set(optionSet, ARENA_PURGE_MULT, 1);
            library.runLater(new Purging(library), PURGE_INTERVAL);
        }
    }

    /**
     * Whether the environment says when mimalloc is to give memory back.
     *
     * @return true if it does: then it is mimalloc's own business
     */
    static boolean isPurgeDelayGiven() {
        return System.getenv("MIMALLOC_PURGE_DELAY") != null;
    }

    private static void set(MethodHandle optionSet, long option, long value) {
        try {
            long _ = (long) optionSet.invokeExact(option, value, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has {@code void mi_collect(bool force)} called from now on.
     *
     * @param library the library
     */
    private record Purging(LibraryBinding library) implements Runnable {
        @Override
        public void run() {
            MethodHandle collect = library.call("mi_collect", FunctionDescriptor.ofVoid(JAVA_BOOLEAN));
            library.callRepeatedly(MethodHandles.insertArguments(collect, 0, true), PURGE_INTERVAL);
        }
    }
}

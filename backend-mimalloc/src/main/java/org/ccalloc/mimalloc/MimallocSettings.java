package org.ccalloc.mimalloc;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.unexpected;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import org.ccalloc.spi.nativelibrary.LibraryBinding;

/**
 * Sets what the bundled mimalloc needs for short calls to be short. Who sets one of these options in the environment, as
 * mimalloc has it, gets mimalloc's own way; another build is left alone, since its options may have other numbers.
 *
 * <p>Left to itself, mimalloc purges inside some later request or free, a small one too: a short call, in which gigabytes
 * go back to the system while the JVM waits for a safepoint. So it is told never to, and a thread does it with long
 * calls. And the first touch of a huge page, inside a request of a few bytes, clears 2 MiB, which takes milliseconds
 * where the host of a virtual machine has to find them first.
 *
 * <p>Runs while {@link MimallocLibrary} is being initialized, on another thread, and must not touch that class.
 */
final class MimallocSettings {

    /** {@code mi_option_purge_delay} of mimalloc 3.5.0, in milliseconds. */
    private static final int PURGE_DELAY = 15;

    /** {@code mi_option_arena_purge_mult} of mimalloc 3.5.0, by which that delay is multiplied for arenas. */
    private static final int ARENA_PURGE_MULT = 24;

    /** {@code mi_option_allow_thp} of mimalloc 3.5.0. */
    private static final int ALLOW_THP = 43;

    /** Longer than most processes live; fits 32 bits, which {@code long} has in C on Windows. */
    private static final int NEVER_MILLIS = 1_000_000_000;

    /** The delay that mimalloc itself has by default, 1 s times 4. */
    private static final Duration PURGE_INTERVAL = Duration.ofSeconds(4);

    private static final MemoryLayout C_LONG =
            Objects.requireNonNull(Linker.nativeLinker().canonicalLayouts().get("long"));

    private MimallocSettings() {}

    /**
     * Has the settings made, on the thread that loaded the library.
     *
     * @param library the library
     * @return what to wait for before the library is used
     */
    static Future<?> apply(LibraryBinding library) {
        return library.runOnLoadingThread(() -> keepCallsShort(library));
    }

    private static void keepCallsShort(LibraryBinding library) {
        if (!library.isBundled()) {
            return;
        }
        MethodHandle optionSet = library.call("mi_option_set", FunctionDescriptor.ofVoid(JAVA_INT, C_LONG));
        if (System.getenv("MIMALLOC_ALLOW_THP") == null) {
            set(optionSet, ALLOW_THP, 0);
        }
        if (System.getenv("MIMALLOC_PURGE_DELAY") == null) {
            set(optionSet, PURGE_DELAY, NEVER_MILLIS);
            set(optionSet, ARENA_PURGE_MULT, 1);
            // Nobody has to wait for this one.
            var _ = library.runOnLoadingThread(() -> purgeRepeatedly(library));
        }
    }

    private static void purgeRepeatedly(LibraryBinding library) {
        // void mi_collect(bool force)
        MethodHandle collect = library.call("mi_collect", FunctionDescriptor.ofVoid(JAVA_BOOLEAN));
        library.callRepeatedly(MethodHandles.insertArguments(collect, 0, true), PURGE_INTERVAL);
    }

    /**
     * {@code void mi_option_set(mi_option_t option, long value)}.
     *
     * @param optionSet the function
     * @param option the option's number
     * @param value its value
     */
    private static void set(MethodHandle optionSet, int option, int value) {
        try {
            if (C_LONG.byteSize() == Long.BYTES) {
                optionSet.invokeExact(option, (long) value);
            } else {
                optionSet.invokeExact(option, value);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}

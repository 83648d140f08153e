package org.ccalloc.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Whether an allocator can work in this process: {@link Available}, or {@link Unavailable} with the reason and the
 * remedy.
 */
public sealed interface Availability {

    /** Available, and nothing to add. */
    Availability AVAILABLE = new Available(Map.of());

    /**
     * The allocator works here.
     *
     * @param details what it works with, for people to read, in the order to show it: say, {@code library},
     *     {@code version}, {@code sha256}
     */
    record Available(Map<String, String> details) implements Availability {

        /**
         * Keeps a copy of the details, in their order.
         *
         * @param details what it works with
         */
        public Available {
            details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        }
    }

    /**
     * The allocator does not work here.
     *
     * @param reason what was tried and what happened
     * @param remedy what to do about it
     * @param misconfigured whether a setting that the user gave for this allocator is the cause; {@link
     *     CcAllocators#get()} then throws instead of choosing another one [N09]
     */
    record Unavailable(String reason, String remedy, boolean misconfigured) implements Availability {

        /**
         * Both texts are required.
         *
         * @param reason what was tried and what happened
         * @param remedy what to do about it
         * @param misconfigured whether a setting that the user gave is the cause
         */
        public Unavailable {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(remedy, "remedy");
        }

        /**
         * Unavailable through no setting of the user's.
         *
         * @param reason what was tried and what happened
         * @param remedy what to do about it
         */
        public Unavailable(String reason, String remedy) {
            this(reason, remedy, false);
        }
    }
}

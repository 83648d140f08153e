package org.ccalloc.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link CcAllocators} found, what it chooses and why: for people to read, and for programs that show it to people.
 *
 * @param chosen the name of the allocator that {@link CcAllocators#get()} answers; empty if it throws
 * @param why the rule that decided, or the error that {@code get()} throws
 * @param decorators names of the decorators found, innermost first, whether or not their settings are given
 * @param backends every allocator found, the highest priority first
 * @param broken providers that could not be created, with the reason
 */
public record Explanation(
        Optional<String> chosen, String why, List<String> decorators, List<Backend> backends, List<String> broken) {

    /**
     * Keeps copies of the lists.
     *
     * @param chosen the name of the allocator that {@code get()} answers
     * @param why the rule that decided
     * @param decorators names of the decorators found
     * @param backends every allocator found
     * @param broken providers that could not be created
     */
    public Explanation {
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(why, "why");
        decorators = List.copyOf(decorators);
        backends = List.copyOf(backends);
        broken = List.copyOf(broken);
    }

    /**
     * One allocator that was found.
     *
     * @param name its name
     * @param priority its priority
     * @param capabilities its capabilities
     * @param availability whether it works here; if so, the library, version and hash that it works with
     * @param providerClass the class that implements it
     * @param location the jar, directory or module that the class came from
     */
    public record Backend(
            String name,
            int priority,
            List<Capability> capabilities,
            Availability availability,
            String providerClass,
            String location) {

        /**
         * Keeps a copy of the capabilities.
         *
         * @param name its name
         * @param priority its priority
         * @param capabilities its capabilities
         * @param availability whether it works here
         * @param providerClass the class that implements it
         * @param location where the class came from
         */
        public Backend {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * The whole as text of several lines.
     *
     * @return the text
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("chosen: ")
                .append(chosen.orElse("none"))
                .append("\n   why: ")
                .append(why);
        if (!decorators.isEmpty()) {
            text.append("\ndecorators: ").append(String.join(", ", decorators));
        }
        for (Backend backend : backends) {
            text.append('\n')
                    .append(backend.name())
                    .append(" (priority ")
                    .append(backend.priority())
                    .append(')');
            switch (backend.availability()) {
                case Availability.Available(Map<String, String> details) ->
                    details.forEach((label, value) ->
                            text.append("\n   ").append(label).append(": ").append(value));
                case Availability.Unavailable(String reason, String remedy, boolean misconfigured) ->
                    text.append("\n   not available: ")
                            .append(reason)
                            .append("\n   remedy: ")
                            .append(remedy);
            }
            text.append("\n   from: ").append(backend.location());
        }
        for (String problem : broken) {
            text.append("\nbroken provider: ").append(problem);
        }
        return text.toString();
    }
}

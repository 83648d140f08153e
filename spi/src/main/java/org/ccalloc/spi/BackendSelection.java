package org.ccalloc.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The decisions behind {@link CcAllocators}, on providers and settings that are handed in.
 *
 * <p>What runs on the way to the first allocation does without lambdas, streams and pattern switches where it can: each
 * costs a JVM that has just started some milliseconds.
 *
 * <p>Every method that decides anything holds the lock: choosing is rare, and two threads that choose at once must get
 * one instance, one warning and one set of decorators.
 */
final class BackendSelection {

    private final Object lock = new Object();
    private final List<Candidate> candidates;
    private final List<CcAllocatorDecorator> decorators;
    private final List<String> broken;
    private final Surroundings surroundings;

    /** What {@link #get} answers once it has answered; written under the lock. */
    private volatile @Nullable CcAllocator selected;

    private boolean brokenLogged; // guarded by lock

    BackendSelection(
            ServiceProviders<CcAllocator> allocators,
            ServiceProviders<CcAllocatorDecorator> decorators,
            Surroundings surroundings) {
        this.broken = new ArrayList<>(allocators.broken());
        this.broken.addAll(decorators.broken());
        this.surroundings = surroundings;
        this.candidates = new ArrayList<>();
        for (CcAllocator allocator : allocators.created()) {
            try {
                this.candidates.add(new Candidate(allocator, allocator.name(), allocator.priority()));
            } catch (RuntimeException | LinkageError e) {
                this.broken.add(allocator.getClass().getName() + ": " + e);
            }
        }
        this.candidates.sort(null);
        this.decorators = inOrder(decorators.created());
    }

    CcAllocator get() {
        CcAllocator answer = selected;
        if (answer != null) {
            return answer;
        }
        synchronized (lock) {
            answer = selected;
            if (answer == null) {
                Choice choice = choose();
                CcAllocator allocator = handOut(choice.candidate());
                for (CcAllocatorDecorator decorator : decorators) {
                    allocator = decorator.decorate(allocator);
                }
                logBroken();
                if (!choice.passedOver().isEmpty()) {
                    surroundings.warn("backend: using " + choice.candidate().name() + ", since " + choice.passedOver());
                }
                selected = allocator;
                answer = allocator;
            }
            return answer;
        }
    }

    CcAllocator named(String name) {
        synchronized (lock) {
            return handOut(find(name, "asked for by name"));
        }
    }

    List<String> available() {
        synchronized (lock) {
            return candidates.stream()
                    .filter(Candidate::isAvailable)
                    .map(Candidate::name)
                    .distinct()
                    .toList();
        }
    }

    /** Those that may be the default and declare a capability; asks nobody whether it is available. */
    List<String> declaring(Capability capability) {
        return candidates.stream()
                .filter(candidate -> candidate.priority() >= 0 && candidate.declares(capability))
                .map(Candidate::name)
                .distinct()
                .toList();
    }

    Explanation explain() {
        synchronized (lock) {
            Optional<String> chosen;
            String why;
            try {
                Choice choice = choose();
                chosen = Optional.of(choice.candidate().name());
                why = choice.why() + (choice.passedOver().isEmpty() ? "" : "; " + choice.passedOver());
            } catch (BackendNotAvailableException e) {
                chosen = Optional.empty();
                why = String.valueOf(e.getMessage());
            }
            return new Explanation(
                    chosen,
                    why,
                    decorators.stream().map(CcAllocatorDecorator::name).toList(),
                    candidates.stream().map(Candidate::explain).toList(),
                    broken);
        }
    }

    // -------------------------------------------------------------------------------------------- deciding

    /** Where settings come from and warnings go. */
    interface Surroundings {
        Optional<String> property(String name);

        Optional<String> variable(String name);

        void warn(String message);

        /** An allocator is about to be handed out, for the first time. */
        void handOut(CcAllocator allocator);
    }

    /**
     * What was decided.
     *
     * @param candidate the winner
     * @param why the rule that decided
     * @param passedOver those that would have come first by priority and why they did not; empty if none
     */
    private record Choice(Candidate candidate, String why, String passedOver) {}

    private Choice choose() {
        Optional<String> property = surroundings.property(CcAllocators.BACKEND_PROPERTY);
        if (property.isPresent()) {
            String why = "system property " + CcAllocators.BACKEND_PROPERTY + "=" + property.get();
            return new Choice(find(property.get(), why), why, "");
        }
        Optional<String> variable = surroundings.variable(CcAllocators.BACKEND_VARIABLE);
        if (variable.isPresent()) {
            String why = "environment variable " + CcAllocators.BACKEND_VARIABLE + "=" + variable.get();
            return new Choice(find(variable.get(), why), why, "");
        }
        List<String> passedOver = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.priority() < 0) {
                continue;
            }
            if (!(candidate.availability() instanceof Availability.Unavailable unavailable)) {
                return new Choice(
                        find(candidate.name(), "default"),
                        "highest priority among those available (" + candidate.priority() + ")",
                        String.join("; ", passedOver));
            }
            if (unavailable.misconfigured()) {
                throw notAvailable(candidate.name(), unavailable, "the default");
            }
            passedOver.add(candidate.name() + " is not available: " + unavailable.reason() + " (to mend it: "
                    + unavailable.remedy() + ")");
        }
        throw new BackendNotAvailableException("backend: none available: "
                + (passedOver.isEmpty()
                        ? "no provider of " + CcAllocator.class.getName()
                                + " found (expected a jar of org.ccalloc:ccalloc-backend-... on the class path"
                                + " or module path)"
                        : String.join("; ", passedOver))
                + brokenSuffix());
    }

    private static List<CcAllocatorDecorator> inOrder(List<CcAllocatorDecorator> found) {
        if (found.isEmpty()) {
            return found;
        }
        List<CcAllocatorDecorator> decorators = new ArrayList<>(found);
        decorators.sort(Comparator.comparingInt(CcAllocatorDecorator::order).thenComparing(CcAllocatorDecorator::name));
        return decorators;
    }

    private Candidate find(String name, String why) {
        List<Candidate> found = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.name().equals(name)) {
                found.add(candidate);
            }
        }
        if (found.isEmpty()) {
            throw new BackendNotAvailableException("backend: name=" + name + " (expected one of "
                    + candidates.stream().map(Candidate::name).distinct().toList() + "; " + why + ")"
                    + brokenSuffix());
        }
        if (found.size() > 1) {
            throw new BackendNotAvailableException("backend: name=" + name + " belongs to " + found.size()
                    + " providers (expected one; take all but one of these away): "
                    + found.stream().map(Candidate::provider).collect(Collectors.joining(", ")));
        }
        Candidate candidate = found.getFirst();
        if (candidate.availability() instanceof Availability.Unavailable unavailable) {
            throw notAvailable(name, unavailable, why);
        }
        return candidate;
    }

    private BackendNotAvailableException notAvailable(String name, Availability.Unavailable unavailable, String why) {
        List<String> others = available();
        return new BackendNotAvailableException("backend: name=" + name + " is not available (" + why + "): "
                + unavailable.reason() + ". Remedy: " + unavailable.remedy() + ". Available: "
                + (others.isEmpty() ? "none" : others));
    }

    /** Rule N07: counting from the start, if the property says so; once per instance. */
    private CcAllocator handOut(Candidate candidate) {
        if (!candidate.handedOut) {
            Optional<String> stats = surroundings.property(CcAllocators.STATS_PROPERTY);
            if (stats.isPresent()) {
                switch (stats.get()) {
                    case "true" -> candidate.allocator.statsEnable(true);
                    case "false" -> {}
                    default ->
                        throw new IllegalArgumentException("statistics: " + CcAllocators.STATS_PROPERTY + "="
                                + stats.get() + " (expected true or false)");
                }
            }
            surroundings.handOut(candidate.allocator);
            candidate.handedOut = true;
        }
        return candidate.allocator;
    }

    private void logBroken() {
        if (!broken.isEmpty() && !brokenLogged) {
            brokenLogged = true;
            surroundings.warn("backend:" + brokenSuffix());
        }
    }

    private String brokenSuffix() {
        return broken.isEmpty() ? "" : " Broken providers: " + String.join("; ", broken);
    }

    /** A provider that could be created. The natural order is that of choice. */
    private static final class Candidate implements Comparable<Candidate> {
        private final CcAllocator allocator;
        private final String name;
        private final int priority;
        private boolean handedOut; // guarded by lock

        Candidate(CcAllocator allocator, String name, int priority) {
            this.allocator = allocator;
            this.name = name;
            this.priority = priority;
        }

        @Override
        public int compareTo(Candidate other) {
            int byPriority = Integer.compare(other.priority, priority);
            return byPriority != 0 ? byPriority : name.compareTo(other.name);
        }

        String name() {
            return name;
        }

        int priority() {
            return priority;
        }

        /** A stranger's mistake here must not take the others along. */
        Availability availability() {
            try {
                return allocator.availability();
            } catch (RuntimeException | LinkageError e) {
                return new Availability.Unavailable(
                        "availability() threw " + e, "report this to whoever makes " + provider());
            }
        }

        boolean isAvailable() {
            return availability() instanceof Availability.Available;
        }

        /** A stranger's mistake here must not hide what is being told. */
        boolean declares(Capability capability) {
            try {
                return allocator.capabilities().contains(capability);
            } catch (RuntimeException | LinkageError _) {
                return false;
            }
        }

        String provider() {
            return allocator.getClass().getName() + " in " + ServiceProviders.locationOf(allocator.getClass());
        }

        Explanation.Backend explain() {
            return new Explanation.Backend(
                    name,
                    priority,
                    allocator.capabilities().stream().sorted().toList(),
                    availability(),
                    allocator.getClass().getName(),
                    ServiceProviders.locationOf(allocator.getClass()));
        }
    }
}

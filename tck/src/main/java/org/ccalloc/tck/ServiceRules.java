package org.ccalloc.tck;

import java.util.Set;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules N01, N02, N10, N11 and C13. They hold for an allocator that is not available, too. */
interface ServiceRules extends RuleGroup {

    /** N01: {@code name} is of lower case letters, digits and hyphens, and always the same. */
    @Test
    default void N01_nameIsOfLowerCaseLettersDigitsAndHyphens() {
        String name = newAllocator().name();
        if (name == null || !name.matches("[-a-z0-9]+")) {
            throw new AssertionError("name: name=" + name + " (expected lower case letters, digits and hyphens)");
        }
    }

    /** N01: {@code name} is of lower case letters, digits and hyphens, and always the same. */
    @Test
    default void N01_nameIsAlwaysTheSame() {
        CcAllocator allocator = newAllocator();
        String name = allocator.name();
        for (CcAllocator other : new CcAllocator[] {allocator, newAllocator(), newAllocator()}) {
            expectName(name, other);
        }
        Workers.run(1, _ -> expectName(name, allocator));
    }

    /** N02: {@code availability} never throws and, once it has answered, does not change its mind. */
    @Test
    default void N02_availabilityNeverThrows() {
        for (int i = 0; i < 3; i++) {
            availability(newAllocator());
        }
        CcAllocator allocator = newAllocator();
        Workers.run(1, _ -> {
            Thread.currentThread().interrupt();
            availability(allocator);
        });
    }

    /** N02: {@code availability} never throws and, once it has answered, does not change its mind. */
    @Test
    default void N02_availabilityDoesNotChangeItsMind() {
        CcAllocator allocator = newAllocator();
        Availability first = availability(allocator);
        for (int i = 0; i < 3; i++) {
            expectAvailability(first, allocator);
        }
        Workers.run(2, _ -> expectAvailability(first, allocator));
    }

    /** N10: Creating an allocator takes no memory to speak of, loads no native code and starts no thread. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void N10_creatingAnAllocatorDoesNextToNothing() {
        CreationProbe.runInOwnProcess(newAllocator());
    }

    /** N11: {@code capabilities} is always the same set. */
    @Test
    default void N11_capabilitiesAreAlwaysTheSame() {
        CcAllocator allocator = newAllocator();
        Set<Capability> first = Set.copyOf(allocator.capabilities());
        Workers.run(1, _ -> expectCapabilities(first, allocator));
        expectCapabilities(first, newAllocator());
        Set<Capability> answered = allocator.capabilities();
        for (Capability capability : Capability.values()) {
            try {
                if (!answered.remove(capability)) {
                    answered.add(capability);
                }
            } catch (UnsupportedOperationException expected) {
                continue;
            }
            expectCapabilities(first, allocator);
        }
    }

    /** C13: {@code statsEnable(true)} counts, or is an {@link UnsupportedOperationException} where that is not declared. */
    @Test
    default void C13_countingIsRefusedWhereItIsNotDeclared() {
        CcAllocator allocator = newAllocator();
        boolean declared = allocator.capabilities().contains(Capability.STATISTICS);
        allocator.statsEnable(false);
        boolean refused = false;
        try {
            allocator.statsEnable(true);
        } catch (UnsupportedOperationException e) {
            refused = true;
        }
        if (refused == declared || allocator.statsEnabled() != declared) {
            throw new AssertionError("statsEnable(true): refused=" + refused + ", statsEnabled="
                    + allocator.statsEnabled() + ", STATISTICS declared=" + declared
                    + " (expected true if it is declared, an UnsupportedOperationException and false if not)");
        }
    }

    private static void expectCapabilities(Set<Capability> first, CcAllocator allocator) {
        Set<Capability> now = allocator.capabilities();
        if (!first.equals(now)) {
            throw new AssertionError("capabilities: " + now + " (expected " + first + ", as before)");
        }
    }

    private static void expectName(String name, CcAllocator allocator) {
        if (!name.equals(allocator.name())) {
            throw new AssertionError("name: name=" + allocator.name() + " (expected " + name + ", as before)");
        }
    }

    private static Availability availability(CcAllocator allocator) {
        Availability availability;
        try {
            availability = allocator.availability();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("availability: " + e + " (expected no exception)", e);
        }
        if (availability == null) {
            throw new AssertionError("availability: null (expected Available or Unavailable)");
        }
        return availability;
    }

    private static void expectAvailability(Availability first, CcAllocator allocator) {
        Availability now = availability(allocator);
        if (!first.equals(now)) {
            throw new AssertionError("availability: " + now + " (expected " + first + ", as before)");
        }
    }
}

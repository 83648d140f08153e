package org.ccalloc.tck;

import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Test;

/** Rules N01 and N02. They hold for an allocator that is not available, too. */
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

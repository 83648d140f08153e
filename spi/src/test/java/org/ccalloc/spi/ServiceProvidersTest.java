package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ServiceProvidersTest {

    /**
     * Does what the service loader does with a provider that cannot be located: throws, and goes on with the next.
     *
     * @param answers what {@code next} gives, by turns
     */
    private record Providers(Iterator<Supplier<String>> answers) implements Iterator<String> {
        @Override
        public boolean hasNext() {
            return answers.hasNext();
        }

        @Override
        public String next() {
            return answers.next().get();
        }
    }

    @Test
    void N08_aProviderThatCannotBeCreatedHidesNoOther() {
        ServiceProviders<String> providers = ServiceProviders.from(new Providers(List.of(
                        failing(new ServiceConfigurationError("no.such.Provider not found")),
                        working("one"),
                        failing(new ServiceConfigurationError("constructor", new IllegalStateException("not today"))),
                        failing(new NoClassDefFoundError("a/part/that/is/missing")),
                        working("two"))
                .iterator()));
        assertThat(providers.created()).containsExactly("one", "two");
        assertThat(providers.broken())
                .containsExactly(
                        "no.such.Provider not found",
                        "constructor (java.lang.IllegalStateException: not today)",
                        "a/part/that/is/missing");
    }

    @Test
    void aLoaderThatOnlyFailsIsGivenUp() {
        Iterator<String> stuck = new Iterator<>() {
            @Override
            public boolean hasNext() {
                throw new ServiceConfigurationError("stuck");
            }

            @Override
            public String next() {
                throw new AssertionError();
            }
        };
        assertThat(ServiceProviders.from(stuck).created()).isEmpty();
    }

    private static Supplier<String> working(String service) {
        return () -> service;
    }

    private static Supplier<String> failing(Error error) {
        return () -> {
            throw error;
        };
    }
}

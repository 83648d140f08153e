package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackendSelectionTest {

    private static final Availability MISSING = new Availability.Unavailable("no such file", "install it");

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> handedOut = new ArrayList<>();
    private @Nullable RuntimeException refusal;

    private final BackendSelection.Surroundings surroundings = new BackendSelection.Surroundings() {
        @Override
        public Optional<String> property(String name) {
            return Optional.ofNullable(properties.get(name));
        }

        @Override
        public Optional<String> variable(String name) {
            return Optional.ofNullable(environment.get(name));
        }

        @Override
        public void warn(String message) {
            warnings.add(message);
        }

        @Override
        public void handOut(CcAllocator allocator) {
            if (refusal != null) {
                throw refusal;
            }
            handedOut.add(allocator.name());
        }
    };

    @Test
    void N03_theHighestPriorityIsTheDefault() {
        BackendSelection selection = select(provider("low", 100), provider("high", 300), provider("mid", 200));
        assertThat(selection.get().name()).isEqualTo("high");
        assertThat(selection.available()).containsExactly("high", "mid", "low");
        assertThat(warnings).isEmpty();
    }

    @Test
    void N03_thePropertyGoesBeforeTheEnvironmentAndThatBeforeThePriority() {
        properties.put("ccalloc.backend", "mid");
        environment.put("CCALLOC_BACKEND", "low");
        Provider[] providers = {provider("low", 100), provider("high", 300), provider("mid", 200)};
        assertThat(select(providers).get().name()).isEqualTo("mid");
        assertThat(select(providers).explain().why()).contains("ccalloc.backend=mid");
        properties.clear();
        assertThat(select(providers).get().name()).isEqualTo("low");
        assertThat(select(providers).explain().why()).contains("CCALLOC_BACKEND=low");
    }

    @Test
    void N03_aNegativePriorityIsOnlyFoundByName() {
        BackendSelection selection = select(provider("mock", -1));
        assertThatThrownBy(selection::get)
                .isInstanceOf(BackendNotAvailableException.class)
                .hasMessageContaining("no provider");
        assertThat(selection.named("mock").name()).isEqualTo("mock");
        assertThat(selection.available()).containsExactly("mock");
    }

    @Test
    void whoDeclaresACapabilityIsToldWithoutAskingWhetherItIsAvailable() {
        var declaring = new Provider("declaring", 100, MISSING) {
            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.WALK);
            }

            @Override
            public Availability availability() {
                throw new AssertionError("a library is loaded");
            }
        };
        var onlyByName = new Provider("only-by-name", -1, MISSING) {
            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.WALK);
            }
        };
        var broken = new Provider("broken", 300, MISSING) {
            @Override
            public Set<Capability> capabilities() {
                throw new IllegalStateException("broken");
            }
        };
        BackendSelection selection = select(declaring, onlyByName, broken, provider("other", 200));
        assertThat(selection.declaring(Capability.WALK)).containsExactly("declaring");
        assertThat(selection.declaring(Capability.CALLER_MEMORY)).isEmpty();
    }

    @Test
    void N04_aNameThatDoesNotExistListsThoseThatDo() {
        properties.put("ccalloc.backend", "mimaloc");
        BackendSelection selection = select(provider("mimalloc", 300), provider("jemalloc", 200));
        assertThatThrownBy(selection::get)
                .isInstanceOf(BackendNotAvailableException.class)
                .hasMessageContaining("name=mimaloc")
                .hasMessageContaining("[mimalloc, jemalloc]")
                .hasMessageContaining("ccalloc.backend");
        assertThat(selection.explain().chosen()).isEmpty();
        assertThat(selection.explain().why()).contains("name=mimaloc");
    }

    @Test
    void N04_aNamedOneThatIsNotAvailableThrowsWithReasonRemedyAndTheOthers() {
        properties.put("ccalloc.backend", "gone");
        BackendSelection selection = select(provider("gone", 300, MISSING), provider("here", 200));
        assertThatThrownBy(selection::get)
                .isInstanceOf(BackendNotAvailableException.class)
                .hasMessageContaining("no such file")
                .hasMessageContaining("install it")
                .hasMessageContaining("[here]");
    }

    @Test
    void N04_twoOfOneNameAreAnErrorThatNamesBoth() {
        BackendSelection selection = select(provider("twin", 300), provider("twin", 200), provider("other", 100));
        assertThatThrownBy(() -> selection.named("twin"))
                .isInstanceOf(BackendNotAvailableException.class)
                .hasMessageContaining("2 providers")
                .hasMessageContaining(ServiceProviders.locationOf(Provider.class));
        assertThatThrownBy(selection::get).isInstanceOf(BackendNotAvailableException.class);
        assertThat(selection.named("other").name()).isEqualTo("other");
    }

    @Test
    void N05_aDefaultThatIsNotAvailableIsPassedOverWithOneWarning() {
        BackendSelection selection = select(provider("gone", 300, MISSING), provider("here", 200));
        assertThat(selection.get().name()).isEqualTo("here");
        assertThat(selection.get().name()).isEqualTo("here");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("gone", "no such file", "install it", "using here");
        assertThat(selection.explain().why()).contains("gone is not available");
    }

    @Test
    void N09_aDefaultThatTheUserMisconfiguredIsNotPassedOver() {
        Availability misconfigured = new Availability.Unavailable("one.library=/x does not exist", "mend it", true);
        BackendSelection selection = select(provider("one", 300, misconfigured), provider("two", 200));
        assertThatThrownBy(selection::get)
                .isInstanceOf(BackendNotAvailableException.class)
                .hasMessageContaining("one.library=/x does not exist")
                .hasMessageContaining("[two]");
        assertThat(selection.named("two").name()).isEqualTo("two");
        assertThat(warnings).isEmpty();
    }

    @Test
    void N05_noneAvailableIsAnErrorWithAllReasons() {
        BackendSelection selection = select(provider("gone", 300, MISSING));
        assertThatThrownBy(selection::get)
                .isInstanceOf(BackendNotAvailableException.class)
                .hasMessageContaining("gone is not available: no such file");
    }

    @Test
    void N06_thereIsOneInstancePerName() {
        BackendSelection selection = select(provider("one", 300));
        assertThat(selection.get()).isSameAs(selection.get()).isSameAs(selection.named("one"));
        assertThat(handedOut).containsExactly("one");
    }

    @Test
    void W04_whatCannotBeShownAsAskedForIsNotHandedOut() {
        BackendSelection selection = select(provider("one", 300));
        refusal = new IllegalArgumentException("refused");
        assertThatThrownBy(selection::get).isSameAs(refusal);
        assertThatThrownBy(() -> selection.named("one")).isSameAs(refusal);
        refusal = null;
        assertThat(selection.get().name()).isEqualTo("one");
    }

    @Test
    void N06_decoratorsWrapWhatGetAnswersInTheirOrder() {
        Provider provider = provider("one", 300);
        BackendSelection selection = new BackendSelection(
                new ServiceProviders<>(List.of(provider), List.of()),
                new ServiceProviders<>(
                        List.of(decorator("outer", 2, true), decorator("off", 1, false), decorator("inner", 0, true)),
                        List.of()),
                surroundings);
        assertThat(selection.get()).hasToString("outer(inner(one))");
        assertThat(selection.get()).isSameAs(selection.get());
        assertThat(selection.named("one")).isSameAs(provider);
        assertThat(selection.explain().decorators()).containsExactly("inner", "off", "outer");
    }

    @Test
    void N07_thePropertyTurnsStatisticsOn() {
        properties.put("ccalloc.stats", "true");
        assertThat(select(provider("one", 300)).get().statsEnabled()).isTrue();
        properties.put("ccalloc.stats", "false");
        assertThat(select(provider("one", 300)).get().statsEnabled()).isFalse();
        properties.put("ccalloc.stats", "yes");
        assertThatThrownBy(() -> select(provider("one", 300)).get())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ccalloc.stats=yes")
                .hasMessageContaining("true or false");
    }

    @Test
    void N07_statisticsThatTheProgramSwitchedOffStayOff() {
        properties.put("ccalloc.stats", "true");
        BackendSelection selection = select(provider("one", 300));
        selection.get().statsEnable(false);
        assertThat(selection.named("one").statsEnabled()).isFalse();
    }

    @Test
    void N08_aBrokenProviderHidesNoOther() {
        CcAllocator nameThrows = new Provider("x", 1, Availability.AVAILABLE) {
            @Override
            public String name() {
                throw new IllegalStateException("no name");
            }
        };
        CcAllocator availabilityThrows = new Provider("rude", 900, Availability.AVAILABLE) {
            @Override
            public Availability availability() {
                throw new UnsatisfiedLinkError("nothing there");
            }
        };
        BackendSelection selection = new BackendSelection(
                new ServiceProviders<>(
                        List.of(nameThrows, availabilityThrows, provider("good", 100)), List.of("a.B: no constructor")),
                new ServiceProviders<>(List.of(), List.of()),
                surroundings);
        assertThat(selection.get().name()).isEqualTo("good");
        assertThat(selection.explain().broken()).hasSize(2).anyMatch(line -> line.contains("no name"));
        assertThat(selection.explain().toString()).contains("a.B: no constructor", "nothing there", "chosen: good");
        assertThat(warnings).anyMatch(line -> line.contains("a.B: no constructor"));
    }

    private BackendSelection select(Provider... providers) {
        return new BackendSelection(
                new ServiceProviders<>(List.<CcAllocator>of(providers), List.of()),
                new ServiceProviders<>(List.of(), List.of()),
                surroundings);
    }

    private static Provider provider(String name, int priority) {
        return provider(name, priority, Availability.AVAILABLE);
    }

    private static Provider provider(String name, int priority, Availability availability) {
        return new Provider(name, priority, availability);
    }

    private static CcAllocatorDecorator decorator(String name, int order, boolean on) {
        return new CcAllocatorDecorator() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int order() {
                return order;
            }

            @Override
            public CcAllocator decorate(CcAllocator allocator) {
                return !on
                        ? allocator
                        : new ForwardingCcAllocator(allocator) {
                            @Override
                            public String toString() {
                                return name + "(" + delegate() + ")";
                            }
                        };
            }
        };
    }

    private static class Provider extends SegmentAllocator {
        private final String name;
        private final int priority;
        private final Availability availability;

        Provider(String name, int priority, Availability availability) {
            this.name = name;
            this.priority = priority;
            this.availability = availability;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public Availability availability() {
            return availability;
        }
    }
}

package org.ccalloc.spi.nativelibrary;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.ccalloc.spi.Availability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On a library that every Linux has and that no backend bundles. */
@EnabledOnOs(OS.LINUX)
class LibraryBindingTest {

    private static final FunctionDescriptor DOUBLE_TO_DOUBLE = FunctionDescriptor.of(JAVA_DOUBLE, JAVA_DOUBLE);

    @Test
    void findsTheSystemsLibraryWhereNoneIsBundled() throws Throwable {
        LibraryBinding binding = binding(List.of("libno-such.so.1", "libm.so.6"), "cos");
        MethodHandle cos = binding.shortCall("cos", DOUBLE_TO_DOUBLE);
        MethodHandle sin = binding.call("sin", DOUBLE_TO_DOUBLE);
        assertThat((double) cos.invokeExact(0.0)).isEqualTo(1.0);
        assertThat((double) sin.invokeExact(0.0)).isEqualTo(0.0);
        assertThat(binding.has("cos")).isTrue();
        assertThat(binding.has("cosine")).isFalse();
        assertThat(binding.addressOf("cos")).isNotZero().isNotEqualTo(binding.addressOf("sin"));
        assertThat(binding.addressOf("cosine")).isZero();
        assertThat(binding.isBundled()).isFalse();
        assertThat(binding.sha256()).isEqualTo("not known");
        assertThat(binding.availability("1"))
                .isInstanceOfSatisfying(
                        Availability.Available.class,
                        available -> assertThat(available.details())
                                .containsEntry("library", "the system's libm.so.6")
                                .containsEntry("version", "1")
                                .containsEntry("sha256", "not known"));
    }

    @Test
    void anInterruptedThreadLoadsAsWell() {
        Thread.currentThread().interrupt();
        LibraryBinding binding = binding(List.of("libm.so.6"), "cos");
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(binding.has("cos")).isTrue();
    }

    @Test
    void tellsWhatTheDynamicLinkerSaysOfALibraryThatIsNotThere() {
        LibraryBinding binding = binding(List.of("libno-such.so.1"), "cos");
        assertThat(binding.sha256()).isEqualTo("none");
        assertThat(binding.availability("")).isInstanceOfSatisfying(Availability.Unavailable.class, unavailable -> {
            assertThat(unavailable.reason())
                    .contains("no library is bundled for linux-")
                    .contains("libno-such.so.1: cannot open shared object file");
            assertThat(unavailable.remedy())
                    .contains("ccalloc.some-backend.library")
                    .contains("libno-such.so.1");
            assertThat(unavailable.misconfigured()).isFalse();
        });
    }

    @Test
    void refusesALibraryThatLacksFunctions() {
        LibraryBinding binding = binding(List.of("libm.so.6"), "cos", "cosine");
        assertThat(binding.availability(""))
                .isInstanceOfSatisfying(
                        Availability.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("lacks the functions [cosine]"));
    }

    @Test
    void aHandleOfAMissingLibraryThrowsTheReason() {
        MethodHandle cos = binding(List.of("libno-such.so.1"), "cos").shortCall("cos", DOUBLE_TO_DOUBLE);
        assertThatThrownBy(() -> {
                    double _ = (double) cos.invokeExact(0.0);
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("libno-such.so.1")
                .hasMessageContaining("Remedy");
    }

    @Test
    void aHandleOfAMissingFunctionThrowsItsName() {
        MethodHandle cosine = binding(List.of("libm.so.6"), "cos").call("cosine", DOUBLE_TO_DOUBLE);
        assertThatThrownBy(() -> {
                    double _ = (double) cosine.invokeExact(0.0);
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no function cosine");
    }

    private static LibraryBinding binding(List<String> systemNames, String... required) {
        return LibraryBinding.of(new LibraryDescription(
                "some-backend", LibraryBindingTest.class, "some", List.of(""), List.of(required), systemNames));
    }
}

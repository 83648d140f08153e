package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapOptionsTest {

    private static final long BYTE_SIZE = HeapOptions.MIN_MEMORY_BYTE_SIZE;

    @Test
    void eachKindNeedsItsCapability() {
        HeapOptions growing = HeapOptions.named("parser-2");
        assertThat(growing.name()).isEqualTo("parser-2");
        assertThat(growing.requiredCapability()).isEqualTo(Capability.HEAPS);
        assertThat(growing.fixedCapacity()).isEmpty();
        assertThat(growing.memory()).isEmpty();

        HeapOptions fixed = growing.withFixedCapacity(1000);
        assertThat(fixed.requiredCapability()).isEqualTo(Capability.FIXED_CAPACITY);
        assertThat(fixed.fixedCapacity()).hasValue(1000);
        assertThat(growing.fixedCapacity()).as("the options it was made of").isEmpty();

        MemorySegment segment = Arena.ofAuto().allocate(BYTE_SIZE);
        HeapOptions inside = growing.inside(segment);
        assertThat(inside.requiredCapability()).isEqualTo(Capability.CALLER_MEMORY);
        assertThat(inside.memory()).hasValue(segment);
        assertThat(inside.fixedCapacity()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "Parser", "a b", "a_b", "ä"})
    void aNameIsOfLowerCaseLettersDigitsAndHyphens(String name) {
        assertThatThrownBy(() -> HeapOptions.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=\"" + name + "\"");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aCapacityIsPositive(long byteCapacity) {
        assertThatThrownBy(() -> HeapOptions.named("a").withFixedCapacity(byteCapacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byteCapacity=" + byteCapacity);
    }

    @Test
    void memoryIsNativeAndLongEnoughAndMayBeWritten() {
        HeapOptions options = HeapOptions.named("a");
        assertThatThrownBy(() -> options.inside(MemorySegment.ofArray(new long[1 << 16])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("native");
        MemorySegment segment = Arena.ofAuto().allocate(BYTE_SIZE);
        assertThatThrownBy(() -> options.inside(segment.asReadOnly()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("written");
        assertThatThrownBy(() -> options.inside(segment.asSlice(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byteSize=" + (BYTE_SIZE - 1));
    }

    @Test
    void memoryIsAlive() {
        HeapOptions inside;
        try (Arena arena = Arena.ofConfined()) {
            inside = HeapOptions.named("a").inside(arena.allocate(BYTE_SIZE));
            inside.checkMemory();
        }
        assertThatThrownBy(inside::checkMemory)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name=a");
        assertThatThrownBy(() -> HeapOptions.named("b").inside(inside.memory().orElseThrow()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name=b");
    }

    @Test
    void memoryHasNoOtherCapacityThanItsSize() {
        MemorySegment segment = Arena.ofAuto().allocate(BYTE_SIZE);
        HeapOptions fixed = HeapOptions.named("a").withFixedCapacity(5);
        assertThatThrownBy(() -> fixed.inside(segment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byteCapacity=5");
        HeapOptions inside = HeapOptions.named("a").inside(segment);
        assertThatThrownBy(() -> inside.withFixedCapacity(6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byteCapacity=6");
    }
}

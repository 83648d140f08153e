package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.nativelibrary.SystemPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each system is told, by a stand-in for it. */
class SystemPagesTest {
    private static final int MIB = 1 << 20;

    private final List<Integer> advice = new ArrayList<>();
    private long advisedByteSize;

    private long listen(long address, long byteSize, int number) {
        assertThat(address).isPositive();
        advice.add(number);
        advisedByteSize += byteSize;
        return byteSize;
    }

    /** Numbers of the systems' own headers: MADV_DONTNEED is 4 on Linux, MADV_FREE is 5 on macOS. */
    @ParameterizedTest
    @CsvSource({"Linux, 4", "Mac OS X, 5"})
    void trimGivesFreePagesBackWithTheAdviceOfTheSystem(String osName, int discard) {
        TieredMemory memory =
                TieredMemory.of(Long.MAX_VALUE, SystemPages.of(osName, this::listen), Placement.Strategy.FIRST_FIT);
        long block = memory.allocate(MIB);
        long kept = memory.allocate(MIB);
        memory.free(block);
        long trimmed = memory.trim();
        assertThat(trimmed).isEqualTo(advisedByteSize).isGreaterThanOrEqualTo(MIB);
        assertThat(advice).isNotEmpty().containsOnly(discard);
        // What was given back once is not given back again.
        assertThat(memory.trim()).isZero();
        memory.free(kept);
    }

    @Test
    void whereNoAdviceIsKnownNothingIsGivenBack() {
        var pages = SystemPages.of("Windows 11", this::listen);
        assertThat(pages.canDiscard()).isFalse();
        TieredMemory memory = TieredMemory.of(Long.MAX_VALUE, pages, Placement.Strategy.FIRST_FIT);
        memory.free(memory.allocate(MIB));
        assertThat(memory.trim()).isZero();
        assertThat(pages.preferHuge(memory.allocate(MIB), MIB)).isFalse();
        assertThat(advice).isEmpty();
    }
}

package org.ccalloc.spi.nativelibrary;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SystemPagesTest {

    private static final long BYTE_SIZE = 1 << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void discardedPagesReadAsZerosAndThoseAroundThemStay() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(BYTE_SIZE, 1 << 16).fill((byte) 1);
            long discarded = SystemPages.current().discard(pages.address() + 1, BYTE_SIZE - 1);
            assertThat(discarded).isBetween(BYTE_SIZE - (2 << 16), BYTE_SIZE - 1);
            assertThat(pages.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
            assertThat(pages.get(ValueLayout.JAVA_BYTE, BYTE_SIZE - 1)).isEqualTo((byte) 0);
        }
    }

    @Test
    void whereThereIsNoAdviceNobodyIsAsked() {
        SystemPages pages = SystemPages.of("Windows 11", (_, _, _) -> {
            throw new AssertionError();
        });
        assertThat(pages.canDiscard()).isFalse();
        assertThat(pages.discard(1, BYTE_SIZE)).isZero();
        assertThat(pages.preferHuge(1, BYTE_SIZE)).isFalse();
    }
}

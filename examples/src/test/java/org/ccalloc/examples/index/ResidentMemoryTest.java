package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ResidentMemoryTest {

    @Test
    void isReadFromTheStatusOfTheProcess() {
        assertThat(ResidentMemory.in(List.of("Name:\tjava", "VmHWM:\t   70000 kB", "VmRSS:\t   12345 kB")))
                .contains(new ResidentMemory(12345 * 1024L, 70000 * 1024L));
    }

    @Test
    void isNotKnownWhereTheStatusDoesNotTell() {
        assertThat(ResidentMemory.in(List.of())).isEmpty();
        assertThat(ResidentMemory.in(List.of("VmRSS:\tmuch kB", "VmHWM:\t1 kB")))
                .isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isKnownOnLinux() {
        ResidentMemory now = ResidentMemory.now().orElseThrow();
        assertThat(now.byteSize()).isPositive().isLessThanOrEqualTo(now.peakByteSize());
    }
}

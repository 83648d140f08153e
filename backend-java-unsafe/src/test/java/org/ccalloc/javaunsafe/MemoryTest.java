package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccalloc.spi.Availability;
import org.junit.jupiter.api.Test;

/** Runs twice in a build: with memory access through {@code sun.misc.Unsafe} allowed, and denied. */
class MemoryTest {
    private static final boolean DENIED = "deny".equals(System.getProperty("sun.misc.unsafe.memory.access"));

    @Test
    void unsafeIsUsedUnlessTheJvmDeniesIt() {
        assertThat(Memory.UNSAFE_ALLOWED).isEqualTo(!DENIED);
        assertThat(UnsafePermission.isGiven()).isEqualTo(!DENIED);
    }

    @Test
    void theAllocatorTellsWhichItIs() {
        assertThat(new JavaUnsafeAllocator().availability())
                .isInstanceOfSatisfying(
                        Availability.Available.class,
                        available -> assertThat(available.details().get("memory access"))
                                .contains(DENIED ? "foreign function API" : "through sun.misc.Unsafe"));
    }

    @Test
    void whatWasWrittenIsRead() {
        long address = Memory.allocate(1000);
        Memory.zero(address, 1000);
        Memory.putLong(address, -5);
        Memory.putInt(address + 8, -6);
        Memory.putByte(address + 12, (byte) -7);
        Memory.copy(address, address + 500, 100);
        assertThat(Memory.getLong(address + 500)).isEqualTo(-5);
        assertThat(Memory.getInt(address + 508)).isEqualTo(-6);
        assertThat(Memory.getByte(address + 512)).isEqualTo((byte) -7);
        assertThat(Memory.getByte(address + 513)).isZero();
        assertThat(Memory.compareAndSetLong(address, 5, 6)).isFalse();
        assertThat(Memory.compareAndSetLong(address, -5, 6)).isTrue();
        assertThat(Memory.getAndSetLong(address, 7)).isEqualTo(6);
        assertThat(Memory.getLongVolatile(address)).isEqualTo(7);
        Memory.release(address);
    }

    @Test
    void whatTheSystemDoesNotHaveIsZero() {
        assertThat(Memory.allocate(1L << 47)).isZero();
    }
}

package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlabTest {
    private final long heap = Memory.allocate(HeapTable.BYTE_SIZE);
    private final long reserved = Memory.allocate(2 * Chunk.BYTE_SIZE);
    private final MemoryArena arena = new MemoryArena(reserved, 1, new Placement.FirstFit());

    @AfterEach
    void release() {
        Memory.release(reserved);
        Memory.release(heap);
    }

    private long slab(int byteSize) {
        int sizeClass = SizeClasses.of(byteSize);
        long slab = arena.allocate(SizeClasses.pages(sizeClass), SizeClasses.SPAN_PAGES);
        Slab.format(slab, sizeClass, 1, heap);
        return slab;
    }

    private static Set<Long> takeAll(long slab) {
        Set<Long> units = new HashSet<>();
        while (Slab.hasRoom(slab)) {
            units.add(Slab.take(slab));
        }
        return units;
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 64, 144, 1000, 5000, 20_000, 131_072})
    void everyUnitIsHandedOutOnceAndCanBePutBack(int byteSize) {
        long slab = slab(byteSize);
        Set<Long> units = takeAll(slab);
        assertThat(units)
                .hasSize(SizeClasses.capacity(SizeClasses.of(byteSize)))
                .doesNotContain(0L);
        assertThat(units).allMatch(unit -> Chunk.segmentAt(unit) == slab);
        units.forEach(unit -> Memory.putLong(unit + 8, slab));
        Slab.checkInvariants(slab);
        units.forEach(unit -> Slab.put(slab, unit));
        assertThat(Slab.used(slab)).isZero();
        Slab.checkInvariants(slab);
        assertThat(takeAll(slab)).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 144, 5000, 131_072})
    void whatOthersFreeIsThereOnceItIsCollected(int byteSize) {
        long slab = slab(byteSize);
        Set<Long> units = takeAll(slab);
        Set<Long> groups = new HashSet<>();
        for (long unit : units) {
            long group = Slab.putRemotely(slab, unit);
            if (group != 0) {
                assertThat(groups.add(group)).as("told once").isTrue();
                assertThat(Slab.ofGroup(group)).isEqualTo(slab);
            }
        }
        assertThat(groups).hasSizeLessThanOrEqualTo(SizeClasses.groups(SizeClasses.of(byteSize)));
        assertThat(Slab.take(slab)).isZero();
        groups.forEach(group -> Slab.collect(slab, group));
        assertThat(Slab.used(slab)).isZero();
        Slab.checkInvariants(slab);
        assertThat(takeAll(slab)).isEqualTo(units);
    }

    @Test
    void theLastUnitFreedIsTheNextTaken() {
        long slab = slab(64);
        assertThat(Slab.hasRoom(slab)).isTrue();
        long unit = Slab.take(slab);
        Slab.take(slab);
        Slab.put(slab, unit);
        assertThat(Slab.take(slab)).isEqualTo(unit);
    }

    @Test
    void freeingWhatIsFreeIsRefusedInEveryOrder() {
        long slab = slab(64);
        assertThat(Slab.hasRoom(slab)).isTrue();
        long unit = Slab.take(slab);
        Slab.put(slab, unit);
        assertThatThrownBy(() -> Slab.put(slab, unit)).hasMessageContaining("free already");
        assertThatThrownBy(() -> Slab.putRemotely(slab, unit)).hasMessageContaining("free already");
        assertThatThrownBy(() -> Slab.checkLive(slab, unit)).hasMessageContaining("free already");
        long other = Slab.take(slab);
        Slab.putRemotely(slab, other);
        assertThatThrownBy(() -> Slab.putRemotely(slab, other)).hasMessageContaining("free already");
        Slab.checkInvariants(slab);
    }

    @Test
    void aBlockMayHoldWhatLooksLikeAFreeUnit() {
        long slab = slab(64);
        assertThat(Slab.hasRoom(slab)).isTrue();
        long unit = Slab.take(slab);
        Memory.putLong(unit + 8, slab);
        Slab.checkLive(slab, unit);
        Slab.put(slab, unit);
        assertThatThrownBy(() -> Slab.put(slab, unit)).hasMessageContaining("free already");
        Slab.checkInvariants(slab);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 48, 144, 5000, 131_072})
    void onlyTheStartOfAUnitIsAUnit(int byteSize) {
        long slab = slab(byteSize);
        long start = Segment.start(slab);
        Set<Long> units = takeAll(slab);
        for (long address = start; address < start + Segment.byteSize(slab); address += byteSize < 1000 ? 4 : 56) {
            if (!units.contains(address)) {
                long wild = address;
                assertThatThrownBy(() -> Slab.put(slab, wild)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Slab.putRemotely(slab, wild)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        Slab.checkInvariants(slab);
    }
}

package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegionMapTest {

    private static final long REGION = 0x7f12_3400_0000L;

    private final long firstLevel = MimallocLibrary.zalloc(RegionMap.LEVEL_BYTE_SIZE);
    private final RegionMap map = new RegionMap(firstLevel);

    @AfterEach
    void giveBack() {
        MimallocLibrary.free(firstLevel, RegionMap.LEVEL_BYTE_SIZE);
    }

    @Test
    void whatWasAddedIsFoundByAnyAddressInIt() {
        assertThat(map.find(REGION)).isZero();
        assertThat(map.add(REGION, MimallocLibrary::zalloc)).isTrue();
        assertThat(map.find(REGION)).isEqualTo(REGION);
        assertThat(map.find(REGION + 12345)).isEqualTo(REGION);
        assertThat(map.find(REGION + Region.BYTE_SIZE - 1)).isEqualTo(REGION);
        assertThat(map.find(REGION - 1)).isZero();
        assertThat(map.find(REGION + Region.BYTE_SIZE)).isZero();
        map.remove(REGION);
        assertThat(map.find(REGION)).isZero();
    }

    @Test
    void theLowestAndTheHighestAddressesOf48BitsHaveAPlace() {
        for (long region : new long[] {0, (1L << 48) - Region.BYTE_SIZE}) {
            assertThat(map.add(region, MimallocLibrary::zalloc)).isTrue();
            assertThat(map.find(region + 1)).isEqualTo(region);
        }
    }

    @Test
    void higherAddressesHaveNone() {
        for (long address : new long[] {1L << 48, 1L << 62, -Region.BYTE_SIZE, -1}) {
            assertThat(map.find(address)).isZero();
            assertThat(map.add(Region.of(address), MimallocLibrary::zalloc)).isFalse();
        }
    }

    @Test
    void withoutMemoryNothingIsAdded() {
        assertThat(map.add(REGION, _ -> 0)).isFalse();
        assertThat(map.find(REGION)).isZero();
    }
}

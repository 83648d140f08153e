package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IndexSettingsTest {

    @Test
    void outOfRangeIsNamed() {
        assertThatThrownBy(() -> new IndexSettings(0, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("settings: readers=0 (expected 1 to 256)");
        assertThatThrownBy(() -> new IndexSettings(1, 1, 1, 1, -1))
                .hasMessage("settings: mostFrequentWords=-1 (expected 0 or more)");
    }

    @Test
    void anyMachineHasThreadsOfEachKind() {
        assertThat(IndexSettings.forProcessors(1).readers()).isEqualTo(2);
        assertThat(IndexSettings.forProcessors(64))
                .extracting(IndexSettings::readers, IndexSettings::retirers, IndexSettings::reclaimers)
                .containsExactly(16, 4, 4);
    }
}

package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;

class DocumentWordsTest {

    @Test
    void findsWhatWasPutWhileItGrows() {
        var allocator = new CheckedCcAllocator(CcAllocators.named("mimalloc"));
        try (var words = new DocumentWords(allocator)) {
            for (long i = 1; i <= 5000; i++) {
                assertThat(words.find(i * 64)).isZero();
                words.reserve();
                words.put(i * 64, -i);
            }
            for (long i = 1; i <= 5000; i++) {
                assertThat(words.find(i * 64)).isEqualTo(-i);
            }
        }
        assertThat(allocator.liveBlocks()).isZero();
    }
}

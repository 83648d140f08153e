package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTest {

    @ParameterizedTest
    @ValueSource(longs = {0x7f00_0040_0000L, 0x7f00_0080_0000L})
    void everyPageHasADescriptorOfItsOwnInTheHeader(long chunk) {
        var descriptors = new TreeSet<Long>();
        for (int page = Chunk.HEADER_PAGES; page < Chunk.PAGES; page++) {
            long descriptor = Chunk.descriptor(chunk, page);
            assertThat(descriptor % Chunk.DESCRIPTOR_BYTE_SIZE).isZero();
            assertThat(descriptor - chunk)
                    .isBetween(
                            (long) Chunk.PAGES, Chunk.HEADER_PAGES * Chunk.PAGE_BYTE_SIZE - Chunk.DESCRIPTOR_BYTE_SIZE);
            assertThat(Chunk.of(descriptor)).isEqualTo(chunk);
            assertThat(Chunk.firstPage(descriptor)).isEqualTo(page);
            assertThat(descriptors.add(descriptor)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0x7f00_0040_0000L, 0x7f00_0080_0000L})
    void descriptorsOfSlabsAreNoNeighbours(long chunk) {
        for (int page = Chunk.HEADER_PAGES;
                page < Chunk.PAGES - SizeClasses.SPAN_PAGES;
                page += SizeClasses.SPAN_PAGES) {
            assertThat(Chunk.descriptor(chunk, page + SizeClasses.SPAN_PAGES) - Chunk.descriptor(chunk, page))
                    .isEqualTo(2 * Chunk.DESCRIPTOR_BYTE_SIZE);
        }
    }
}

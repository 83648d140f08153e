package org.ccalloc.javaunsafe;

import java.util.Locale;

/**
 * Arenas, segments and how full they are, drawn for people.
 *
 * <pre>
 *   #   header
 *   .   free
 *   L   large block
 *   0   slab of which less than a tenth is used ... 9   slab of which nine tenths or more are used
 * </pre>
 */
final class ArenaPicture {

    /** A sign stands for so many pages, of which it shows one. */
    private static final int PAGES_OF_SIGN = 4;

    private final StringBuilder text = new StringBuilder();
    private int arenas;
    private int slabs;
    private int largeBlocks;
    private long slabBytes;
    private long usedBytes;
    private long largeBytes;

    void arena(long base, int chunks, int opened) {
        arenas++;
        text.append(String.format(
                Locale.ROOT,
                "arena %d: %d MiB at 0x%x, %d of %d chunks used%n",
                arenas,
                (chunks * Chunk.BYTE_SIZE) >> 20,
                base,
                opened,
                chunks));
    }

    void chunk(long chunk) {
        text.append("  #");
        for (int page = Chunk.HEADER_PAGES; page < Chunk.PAGES; page += PAGES_OF_SIGN) {
            text.append(sign(chunk, page));
        }
        text.append(System.lineSeparator());
        for (int page = Chunk.HEADER_PAGES; page < Chunk.PAGES; page++) {
            long segment = Chunk.segmentAt(Chunk.page(chunk, page));
            if (segment != 0 && Chunk.firstPage(segment) == page) {
                count(segment);
            }
        }
    }

    private void count(long segment) {
        if (Segment.kind(segment) == Segment.LARGE) {
            largeBlocks++;
            largeBytes += Segment.byteSize(segment);
        } else if (Segment.kind(segment) != Segment.FREE) {
            slabs++;
            slabBytes += Segment.byteSize(segment);
            usedBytes += Slab.used(segment) * Slab.unitByteSize(segment);
        }
    }

    private static char sign(long chunk, int page) {
        long segment = Chunk.segmentAt(Chunk.page(chunk, page));
        if (segment == 0 || Segment.kind(segment) == Segment.FREE) {
            return '.';
        }
        return Segment.kind(segment) == Segment.LARGE
                ? 'L'
                : (char) ('0' + Math.min(9, 10L * Slab.used(segment) / SizeClasses.capacity(Slab.sizeClass(segment))));
    }

    /**
     * The picture, and below it the sums.
     *
     * @return lines
     */
    @Override
    public String toString() {
        return text
                + String.format(
                        Locale.ROOT,
                        "slabs: %d, %d KiB, of which %d KiB are used; large blocks: %d, %d KiB%n",
                        slabs,
                        slabBytes >> 10,
                        usedBytes >> 10,
                        largeBlocks,
                        largeBytes >> 10);
    }
}

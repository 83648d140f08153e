package org.ccalloc.mock;

import java.util.Locale;

/**
 * One operation, as a mock recorded it. Offsets stand for addresses: they are the same in every run.
 *
 * @param sequence 1 for the first operation, and so on
 * @param thread 1 for the first thread that did something, and so on
 * @param operation what was called
 * @param blockOffset of the block that was freed or resized; {@link #NONE} for an allocation
 * @param byteSize asked for; for a free, the size that was freed
 * @param byteAlignment asked for; 0 if the operation has none
 * @param resultOffset of the block that came of it; {@link #NONE} if none did
 * @param outcome how it ended
 */
public record JournalEntry(
        long sequence,
        int thread,
        Operation operation,
        long blockOffset,
        long byteSize,
        long byteAlignment,
        long resultOffset,
        Outcome outcome) {

    /** In place of an offset: no block. */
    public static final long NONE = -1;

    /** How an operation ended. */
    public enum Outcome {
        /** As it should. */
        DONE,
        /** Without memory; a resize in place: nothing changed. */
        REFUSED,
        /** Without memory, because a {@link FailureRule} said so. */
        FAILED
    }

    /**
     * The entry in one line, which {@link #parse} reads.
     *
     * @return such as {@code "3 t1 realloc block=0x20 size=64 -> 0x70 done"}
     */
    @Override
    public String toString() {
        return sequence + " t" + thread + " " + operation + (blockOffset == NONE ? "" : " block=" + hex(blockOffset))
                + " size=" + byteSize + (byteAlignment == 0 ? "" : " align=" + byteAlignment)
                + (resultOffset == NONE ? "" : " -> " + hex(resultOffset)) + " "
                + outcome.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @param line the line
     * @return the entry
     * @throws IllegalArgumentException if it is no such line
     */
    public static JournalEntry parse(String line) {
        String[] words = line.strip().split(" ", -1);
        try {
            long blockOffset = NONE;
            long byteSize = 0;
            long byteAlignment = 0;
            long resultOffset = NONE;
            for (int i = 3; i < words.length - 1; i++) {
                if (words[i].startsWith("block=")) {
                    blockOffset = Long.decode(words[i].substring("block=".length()));
                } else if (words[i].startsWith("size=")) {
                    byteSize = Long.parseLong(words[i].substring("size=".length()));
                } else if (words[i].startsWith("align=")) {
                    byteAlignment = Long.parseLong(words[i].substring("align=".length()));
                } else if (words[i].equals("->")) {
                    resultOffset = Long.decode(words[++i]);
                } else {
                    throw new IllegalArgumentException("word: " + words[i]);
                }
            }
            return new JournalEntry(
                    Long.parseLong(words[0]),
                    Integer.parseInt(words[1].substring(1)),
                    Operation.ofMethod(words[2]),
                    blockOffset,
                    byteSize,
                    byteAlignment,
                    resultOffset,
                    Outcome.valueOf(words[words.length - 1].toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "journal: line=" + line + " (expected such as 3 t1 realloc block=0x20 size=64 -> 0x70 done)", e);
        }
    }

    private static String hex(long offset) {
        return FaultReport.hex(offset);
    }
}

package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SizeClassesTest {

    @Test
    void aRequestGetsTheLeastUnitThatHoldsIt() {
        for (int byteSize = 1; byteSize <= SizeClasses.MAX_BYTE_SIZE; byteSize++) {
            int sizeClass = SizeClasses.of(byteSize);
            assertThat(SizeClasses.unitByteSize(sizeClass)).isGreaterThanOrEqualTo(byteSize);
            if (sizeClass > 1) {
                assertThat(SizeClasses.unitByteSize(sizeClass - 1)).isLessThan(byteSize);
            }
        }
    }

    @Test
    void noRequestPast128BytesWastesMoreThanAnEighth() {
        for (int byteSize = 129; byteSize <= SizeClasses.MAX_BYTE_SIZE; byteSize++) {
            int unit = SizeClasses.unitByteSize(SizeClasses.of(byteSize));
            assertThat((unit - byteSize) / (double) unit)
                    .as("%d in %d", byteSize, unit)
                    .isLessThanOrEqualTo(0.125);
        }
    }

    @Test
    void unitsHaveNaturalAlignment() {
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            assertThat(SizeClasses.unitByteSize(sizeClass) % 16).isZero();
        }
    }

    @Test
    void theUnitForAMultipleOfAnAlignmentIsAMultipleOfIt() {
        for (int alignment = 16; alignment <= Chunk.PAGE_BYTE_SIZE; alignment *= 2) {
            for (int byteSize = alignment; byteSize <= SizeClasses.MAX_BYTE_SIZE; byteSize += alignment) {
                assertThat(SizeClasses.unitByteSize(SizeClasses.of(byteSize)) % alignment)
                        .as("%d aligned to %d", byteSize, alignment)
                        .isZero();
            }
        }
    }

    @Test
    void unitsAndGroupsFitTheSlabAndLeaveLittle() {
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            int capacity = SizeClasses.capacity(sizeClass);
            long units = (long) capacity * SizeClasses.unitByteSize(sizeClass);
            long slab = SizeClasses.pages(sizeClass) * Chunk.PAGE_BYTE_SIZE;
            assertThat(SizeClasses.groups(sizeClass) * Long.SIZE).isGreaterThanOrEqualTo(capacity);
            assertThat(SizeClasses.groupsOffset(sizeClass)).isGreaterThanOrEqualTo(units);
            assertThat(SizeClasses.groupsOffset(sizeClass) + SizeClasses.groups(sizeClass) * Slab.GROUP_BYTE_SIZE)
                    .isLessThanOrEqualTo(slab);
            assertThat(units).isLessThanOrEqualTo(slab);
            assertThat((slab - units) / (double) slab).as("class %d", sizeClass).isLessThanOrEqualTo(0.0625);
        }
    }

    @Test
    void theReciprocalTellsTheStartsOfUnitsAndTheirIndex() {
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            long reciprocal = SizeClasses.reciprocal(sizeClass);
            int unit = SizeClasses.unitByteSize(sizeClass);
            for (long offset = 0; offset < SizeClasses.pages(sizeClass) * Chunk.PAGE_BYTE_SIZE; offset++) {
                boolean isStart = Long.compareUnsigned(offset * reciprocal, reciprocal) < 0;
                if (isStart != (offset % unit == 0) || Math.unsignedMultiplyHigh(offset, reciprocal) != offset / unit) {
                    throw new AssertionError("unit " + unit + ", offset " + offset);
                }
            }
        }
    }

    /** Prints the table when it is not what the page has, to be pasted there. */
    @Test
    void theDocumentedTableIsTheComputedOne() throws IOException {
        String table = table();
        assertThat(Files.readString(documentation()))
                .as("docs/JAVA-UNSAFE.md has this table:%n%s", table)
                .contains(table);
    }

    private static String table() {
        var table = new StringBuilder("| unit | request that wastes most | wasted | slab | units | not in units |\n");
        table.append("|---:|---:|---:|---:|---:|---:|\n");
        int least = 1;
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            int unit = SizeClasses.unitByteSize(sizeClass);
            long slab = SizeClasses.pages(sizeClass) * Chunk.PAGE_BYTE_SIZE;
            int capacity = SizeClasses.capacity(sizeClass);
            table.append(String.format(
                    Locale.ROOT,
                    "| %d | %d | %.1f %% | %d KiB | %d | %.1f %% |%n",
                    unit,
                    least,
                    100.0 * (unit - least) / unit,
                    slab >> 10,
                    capacity,
                    100.0 * (slab - (long) capacity * unit) / slab));
            least = unit + 1;
        }
        return table.toString();
    }

    private static Path documentation() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = Objects.requireNonNull(directory.getParent(), "no mvnw above the working directory");
        }
        return directory.resolve("docs/JAVA-UNSAFE.md");
    }
}

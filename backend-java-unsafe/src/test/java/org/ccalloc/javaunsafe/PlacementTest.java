package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.ccalloc.spi.nativelibrary.SystemPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
    private static final int END = 300;

    private final PageBitmap free = new PageBitmap(END);

    /** Runs of 10, 3 and 20 pages; the last ends with the pages. */
    private void threeRuns() {
        free.set(5, 10, true);
        free.set(100, 3, true);
        free.set(280, 20, true);
    }

    @Test
    void firstFitTakesTheFirstThatHolds() {
        threeRuns();
        Placement placement = new Placement.FirstFit();
        assertThat(placement.find(free, END, 3, 1)).isEqualTo(5);
        assertThat(placement.find(free, END, 11, 1)).isEqualTo(280);
        assertThat(placement.find(free, END, 3, 1)).isEqualTo(5);
    }

    @Test
    void bestFitTakesTheLeastThatHolds() {
        threeRuns();
        Placement placement = new Placement.BestFit();
        assertThat(placement.find(free, END, 3, 1)).isEqualTo(100);
        assertThat(placement.find(free, END, 2, 1)).isEqualTo(100);
        assertThat(placement.find(free, END, 4, 1)).isEqualTo(5);
        assertThat(placement.find(free, END, 3, 8))
                .as("100 is no multiple of 8, 8 is")
                .isEqualTo(8);
    }

    @Test
    void nextFitGoesOnBehindTheLastAndStartsAgain() {
        threeRuns();
        Placement placement = new Placement.NextFit();
        assertThat(placement.find(free, END, 4, 1)).isEqualTo(5);
        assertThat(placement.find(free, END, 4, 1)).isEqualTo(9);
        assertThat(placement.find(free, END, 4, 1)).isEqualTo(280);
        assertThat(placement.find(free, END, 10, 1)).isEqualTo(284);
        assertThat(placement.find(free, END, 10, 1)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void aRunIsFreeAlignedAndInsideAndFoundIfThereIsOne(Placement.Strategy strategy) {
        var random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            PageBitmap pages = new PageBitmap(END);
            for (int run = 0; run < 12; run++) {
                pages.set(1 + random.nextInt(END - 30), 1 + random.nextInt(25), run % 3 > 0);
            }
            Placement placement = strategy.forArena();
            for (int i = 0; i < 5; i++) {
                int length = 1 + random.nextInt(12);
                int alignment = 1 << random.nextInt(4);
                int found = placement.find(pages, END, length, alignment);
                if (found == Placement.NOWHERE) {
                    assertThat(Placement.firstFit(pages, 0, END, length, alignment))
                            .isEqualTo(Placement.NOWHERE);
                } else {
                    assertThat(found % alignment).isZero();
                    assertThat(pages.nextClear(found, END)).isGreaterThanOrEqualTo(found + length);
                    pages.set(found, length, false);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTiersWorkWithEach(Placement.Strategy strategy) {
        TieredMemory memory = TieredMemory.of(256L << 20, SystemPages.current(), strategy);
        var random = new Random(7);
        long[] blocks = new long[300];
        for (int i = 0; i < 20_000; i++) {
            int slot = random.nextInt(blocks.length);
            if (blocks[slot] != 0) {
                memory.free(blocks[slot]);
            }
            blocks[slot] = memory.allocate(1L + random.nextInt(600_000));
        }
        memory.checkInvariants();
        for (long block : blocks) {
            if (block != 0) {
                memory.free(block);
            }
        }
        memory.trim();
        assertThat(memory.checkInvariants()).isZero();
    }

    @Test
    void aStrategyIsNamedByItsWord() {
        assertThat(Placement.Strategy.parse("best-fit")).isEqualTo(Placement.Strategy.BEST_FIT);
        assertThatThrownBy(() -> Placement.Strategy.parse("worst-fit"))
                .hasMessage(
                        "setting: ccalloc.java-unsafe.placement=worst-fit (expected first-fit, best-fit or next-fit)");
    }
}

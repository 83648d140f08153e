package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What chance decides, with many seeds: the Maven profile {@code tck-stress} runs this, the build does not. */
@Tag("stress")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocators under test call glibc")
class StressTest {

    private static final int SEEDS_OF_A_BROKEN_ONE = 20;

    /** For each of the two, which makes 200 runs of every rule. */
    private static final int SEEDS_OF_A_CORRECT_ONE = 100;

    static final List<Supplier<CcAllocator>> CORRECT = List.of(LibcAllocator::new, RegionAllocator::new);

    static Stream<Breakage> subtleBreakages() {
        return CcAllocatorTckTest.subtleBreakages();
    }

    @AfterEach
    void forgetSeed() {
        System.clearProperty(Seed.PROPERTY);
    }

    @ParameterizedTest
    @MethodSource("subtleBreakages")
    void everySeedCatches(Breakage breakage) {
        for (int seed = 1; seed <= SEEDS_OF_A_BROKEN_ONE; seed++) {
            System.setProperty(Seed.PROPERTY, Integer.toString(seed));
            var missed = new TreeSet<>(breakage.caughtBy().keySet());
            for (int attempt = 0;
                    attempt < (breakage.isRacy() ? CcAllocatorTckTest.ATTEMPTS : 1) && !missed.isEmpty();
                    attempt++) {
                Map<String, String> failed = KitRun.of(
                                breakage.allocators(), breakage.countsRight(), test -> missed.contains(test.getName()))
                        .failed();
                missed.removeAll(failed.keySet());
            }
            assertThat(missed).as("tests that saw nothing, seed=%d", seed).isEmpty();
        }
    }

    @ParameterizedTest
    @FieldSource("CORRECT")
    void noSeedBlamesACorrectOne(Supplier<CcAllocator> allocators) {
        Set<String> random = Set.of(
                "A03_recycledMemoryIsAligned",
                "A08_noBlockOfAnotherThreadSharesACacheLineWithANode",
                "A08_noOtherBlockSharesACacheLineWithANode",
                "D01_blocksOfDifferentThreadsDoNotOverlap",
                "D01_blocksThatThreadsTakeAndGiveBackAtOnceDoNotOverlap",
                "D01_liveBlocksDoNotOverlapOverTheirUsableSize",
                "D02_contentStaysWhileOtherBlocksComeAndGo",
                "F02_blocksGoAroundARingOfThreads",
                "F02_virtualThreadsThatMigrateKeepTheirBlocks",
                "F05_aMixedWorkloadReachesAPlateau",
                "M01_anySequenceOfOperationsLeavesBlocksAndStatisticsAsTheyShouldBe",
                "M02_theSameHoldsIfThreadsHandBlocksToEachOther",
                "S03_requestsThatFailDisturbNoOtherThread",
                "T01_trimChangesNoBlockThatOthersWorkWith",
                "Z01_memoryRecycledByManyThreadsIsZero");
        assertThat(KitRun.tests().stream().map(Method::getName)).containsAll(random);
        for (int seed = 1; seed <= SEEDS_OF_A_CORRECT_ONE; seed++) {
            System.setProperty(Seed.PROPERTY, Integer.toString(seed));
            KitRun run = KitRun.of(allocators, true, test -> random.contains(test.getName()));
            assertThat(run.failed()).as("seed=%d", seed).isEmpty();
        }
    }
}

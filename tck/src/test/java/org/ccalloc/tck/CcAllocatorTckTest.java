package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit catches allocators that break a rule, with the test and the message that the rule deserves. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocators under test call glibc")
class CcAllocatorTckTest {

    /** How often a test may look for what it has not seen: a race depends on what else the machine does. */
    static final int ATTEMPTS = 10;

    static List<List<Breakage>> groups() {
        return List.of(
                BrokenRequests.sizes(),
                BrokenRequests.alignment(),
                BrokenRequests.zeroing(),
                BrokenBlocks.disjointness(),
                BrokenBlocks.realloc(),
                BrokenBlocks.resize(),
                BrokenBlocks.free(),
                BrokenBlocks.usableSize(),
                BrokenBlocks.trim(),
                BrokenBooks.statistics(),
                BrokenBooks.service(),
                BrokenSequences.model());
    }

    /** What is looked for by the tests that are to find it, and by no others. */
    static Stream<Breakage> subtleBreakages() {
        return Stream.of(
                        BrokenCounts.requests(),
                        BrokenCounts.counting(),
                        BrokenCounts.services(),
                        BrokenRegions.sizeClasses(),
                        BrokenRegions.alignment(),
                        BrokenRegions.zeroing(),
                        BrokenRegions.content(),
                        BrokenRegions.leaks(),
                        BrokenThreads.handingOver(),
                        BrokenThreads.races(),
                        BrokenHeaps.life(),
                        BrokenHeaps.kinds(),
                        BrokenHeapKinds.life())
                .flatMap(List::stream);
    }

    static Stream<Breakage> breakages() {
        return groups().stream().flatMap(List::stream);
    }

    /** Some that disturb no rule but those they name: one by what it is asked for, one by what it gives, one by its books. */
    static Stream<Breakage> thoseOfOneRule() {
        return Stream.of(
                BrokenRequests.alignment().getFirst(),
                BrokenBlocks.realloc().getFirst(),
                BrokenBooks.statistics().getFirst());
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void catchesItInTheRulesItBreaks(Breakage breakage) {
        Set<Class<?>> broken = KitRun.tests().stream()
                .filter(test -> breakage.caughtBy().containsKey(test.getName()))
                .map(Method::getDeclaringClass)
                .collect(Collectors.toSet());
        expectCaught(breakage, test -> broken.contains(test.getDeclaringClass()));
    }

    @ParameterizedTest
    @MethodSource("subtleBreakages")
    void catchesWhatIsSubtle(Breakage breakage) {
        Set<String> expected = breakage.caughtBy().keySet();
        expectCaught(breakage, test -> expected.contains(test.getName()));
    }

    @ParameterizedTest
    @MethodSource("thoseOfOneRule")
    void blamesNoOtherRule(Breakage breakage) {
        expectCaught(breakage, _ -> true);
    }

    @Test
    void everyTestHasAnAllocatorThatItCatches() {
        var caught = new TreeSet<String>();
        Stream.concat(breakages(), subtleBreakages())
                .forEach(breakage -> caught.addAll(breakage.caughtBy().keySet()));
        assertThat(caught).isEqualTo(names(KitRun.tests()));
    }

    @Test
    void everyTestIsNamedByItsRule() {
        assertThat(names(KitRun.tests())).allMatch(name -> name.matches("[A-Z]\\d\\d_[a-z]\\w+"));
    }

    @Test
    void skipsByNameWhatIsNotDeclared() {
        KitRun run = KitRun.of(SixOperations::new, true, test -> !KitRun.isSlow(test));
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped().keySet()).contains("P01_isTrueSometimes", "F01_freeingAddressZeroCountsNothing");
        run.skipped()
                .forEach(
                        (test, message) -> assertThat(message)
                                .as(test)
                                .matches(
                                        "Assumption failed: (capability: [A-Z_]+ is not declared by six-operations|memory: .*)"));
        assertThat(namesOfGroup(StatisticsRules.class, run.skipped().keySet()))
                .isEqualTo(namesOfGroup(StatisticsRules.class, names(quickTests())));
        assertThat(run.passed())
                .containsKeys("A08_noOtherBlockSharesACacheLineWithANode", "R04_aReallocKeepsTheContent");
    }

    @Test
    void skipsByNameWhatIsNotAvailable() {
        KitRun run = KitRun.of(
                () -> new Broken() {
                    @Override
                    public Availability availability() {
                        return new Availability.Unavailable("no such platform", "use another");
                    }
                },
                true,
                // This one creates the class by its name, which it has not.
                test -> !test.getName().startsWith("N10_"));
        assertThat(run.failed()).isEmpty();
        var service = new TreeSet<>(namesOfGroup(ServiceRules.class, names(KitRun.tests())));
        service.removeIf(name -> name.startsWith("N10_"));
        assertThat(run.passed().keySet()).isEqualTo(service);
        assertThat(run.skipped().values())
                .allMatch(message -> message.equals(
                        "Assumption failed: availability: libc is not available: no such platform. use another"));
    }

    @Test
    void failsATestThatLeavesABlockBehind() {
        KitRun run = KitRun.of(
                () -> new Broken() {
                    @Override
                    public void freeUnsized(long address) {
                        // Forgets it.
                    }
                },
                true,
                test -> test.getName().equals("F02_anyThreadMayFree"));
        assertThat(run.failed())
                .hasEntrySatisfying(
                        "F02_anyThreadMayFree",
                        message -> assertThat(message)
                                .contains(
                                        "statistics after the test: CcAllocSnapshot[allocCount=40000, freeCount=30000"));
    }

    @Test
    void tellsHowToRepeatATestThatFails() {
        Breakage overlapping = BrokenBlocks.disjointness().get(1);
        String test = "D01_liveBlocksDoNotOverlapOverTheirUsableSize";
        System.setProperty(Seed.PROPERTY, "42");
        try {
            KitRun run = KitRun.of(
                    overlapping.allocators(), false, method -> method.getName().equals(test));
            assertThat(run.failed().get(test)).endsWith("[to repeat: -Dccalloc.tck.seed=42]");
            System.setProperty(Profile.PROPERTY, "thorough");
            run = KitRun.of(
                    overlapping.allocators(), false, method -> method.getName().equals(test));
            assertThat(run.failed().get(test))
                    .endsWith("[to repeat: -Dccalloc.tck.seed=42 -Dccalloc.tck.profile=thorough]");
            System.setProperty(Seed.PROPERTY, "many");
            run = KitRun.of(
                    overlapping.allocators(), false, method -> method.getName().equals(test));
            assertThat(run.failed()).containsEntry(test, "seed: ccalloc.tck.seed=many (expected a whole number)");
        } finally {
            System.clearProperty(Seed.PROPERTY);
            System.clearProperty(Profile.PROPERTY);
        }
    }

    /**
     * Of the slow tests, only those that are to fail. What a test sees of a race depends on the machine: one that saw
     * nothing is asked again, a few times.
     */
    private static void expectCaught(Breakage breakage, Predicate<Method> which) {
        Map<String, String> expected = breakage.caughtBy();
        Predicate<Method> asked = which.and(test -> !KitRun.isSlow(test) || expected.containsKey(test.getName()));
        KitRun run = KitRun.of(breakage.allocators(), breakage.countsRight(), asked);
        var failed = new TreeMap<>(run.failed());
        for (int attempt = 1; attempt < ATTEMPTS && !failed.keySet().containsAll(expected.keySet()); attempt++) {
            KitRun again = KitRun.of(
                    breakage.allocators(),
                    breakage.countsRight(),
                    test -> expected.containsKey(test.getName()) && !failed.containsKey(test.getName()));
            failed.putAll(again.failed());
        }
        assertThat(failed.keySet()).as("%s", failed).containsAll(expected.keySet());
        assertThat(failed.keySet()).as("%s", failed).allMatch(breakage::breaksRuleOf);
        expected.forEach(
                (test, message) -> assertThat(failed.get(test)).as(test).contains(message));
        // Whether there is memory past 2 GiB depends on the machine.
        assertThat(run.skipped().values()).allMatch(message -> message.startsWith("Assumption failed: memory: "));
    }

    private static List<Method> quickTests() {
        return KitRun.tests().stream().filter(test -> !KitRun.isSlow(test)).toList();
    }

    private static Set<String> names(List<Method> tests) {
        return tests.stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> namesOfGroup(Class<?> group, Set<String> names) {
        return KitRun.tests().stream()
                .filter(test -> test.getDeclaringClass() == group)
                .map(Method::getName)
                .filter(names::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The least that an allocator has to be. */
    private static final class SixOperations implements CcAllocator {
        private final LibcAllocator libc = new LibcAllocator();

        @Override
        public String name() {
            return "six-operations";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public long alloc(long byteSize) {
            return libc.alloc(byteSize);
        }

        @Override
        public long allocAligned(long byteSize, long byteAlignment) {
            return libc.allocAligned(byteSize, byteAlignment);
        }

        @Override
        public void free(long address, long byteSize) {
            libc.free(address, byteSize);
        }

        @Override
        public void freeUnsized(long address) {
            libc.freeUnsized(address);
        }

        @Override
        public long usableSize(long address) {
            return libc.usableSize(address);
        }
    }
}

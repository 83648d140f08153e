package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a random sequence that fails tells. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocators under test call glibc")
class ModelRulesTest {

    @AfterEach
    void forgetSeed() {
        System.clearProperty(Seed.PROPERTY);
    }

    /** The breakages of one thread, how many operations show them at most, and which those are. */
    static Stream<Arguments> shrunk() {
        return Stream.of(
                Arguments.of(
                        "a calloc after a realloc that failed is not zero",
                        3,
                        List.of("allocator.realloc(b1, 1, ", "long b2 = allocator.calloc(1, 1)")),
                Arguments.of("a calloc of 48 trusts recycled memory", 3, List.of("alloc(33)", "calloc(1, 33)")),
                Arguments.of(
                        "a realloc that moves more than a page loses the last byte",
                        3,
                        List.of("realloc(b1, 4097, 4097)")),
                Arguments.of(
                        "what a shrink gave away is freed with the block", 7, List.of("resizeInPlace(b1, ", "alloc(")),
                Arguments.of("an aligned realloc of a node forgets the alignment", 2, List.of("reallocAligned(b1, ")),
                Arguments.of("a realloc that fails is counted", 2, List.of("alloc(1)", "allocator.realloc(b1, 1, ")),
                Arguments.of("a freed neighbour is taken in", 3, List.of("long b2 = ", "[U02]")),
                Arguments.of("the second block on a free list is there twice", 8, List.of("free(b1", "free(b2")));
    }

    @ParameterizedTest
    @MethodSource("shrunk")
    void showsFewOperations(String what, int limit, List<String> needed) {
        for (long seed : new long[] {1, 2, 3}) {
            String message = failureOf(breakage(what).allocators(), BrokenSequences.ONE_THREAD, seed);
            assertThat(operations(message)).as(message).hasSizeBetween(2, limit);
            assertThat(message).contains(needed);
        }
    }

    /** Breakages that other groups are there for, and the rule that the sequence blames. */
    static Stream<Arguments> ofOtherGroups() {
        return Stream.of(
                Arguments.of("calloc's product wraps around", "[S04]"),
                Arguments.of("alloc(0) is a block", "[S01]"),
                Arguments.of("a negative size is a size that cannot be had", "[S02]"),
                Arguments.of("blocks of 16 bytes or more lie at 8 modulo 16", "[A01]"),
                // Where its neighbours lie decides which rule it breaks first: A07 or A08.
                Arguments.of("a node is a block like any other", "[A0"),
                Arguments.of("calloc forgets the last byte past a page", "[Z01]"),
                Arguments.of("a realloc that fails spoils the block", "[R03]"),
                Arguments.of("realloc to 0 does nothing", "[R02]"),
                Arguments.of("realloc with an old size of 0 is alloc", "[R07]"),
                Arguments.of("resizeInPlace promises what the block has not", "["),
                Arguments.of("resizeInPlace answers false, but has done something", "[P02]"),
                Arguments.of("freeUnsized does not expect address 0", "no block (expected no exception)"),
                Arguments.of("a free that is refused spoils the block", "[F04]"),
                Arguments.of("address 0 has a usable size", "[U04]"),
                Arguments.of("usable size counts a header", "[U01]"),
                Arguments.of("trim answers -1", "[T01]"),
                Arguments.of("an allocation that fails is counted", "[C02]"),
                Arguments.of("a node counts its padded size", "[C04]"),
                Arguments.of("an unsized free is not told apart", "[C05]"),
                Arguments.of("an aligned realloc counts nothing", "[C09]"));
    }

    @ParameterizedTest
    @MethodSource("ofOtherGroups")
    void catchesWhatBreaksOtherRules(String what, String blamed) {
        Breakage breakage = CcAllocatorTckTest.breakages()
                .filter(other -> other.what().equals(what))
                .findFirst()
                .orElseThrow();
        for (long seed : new long[] {1, 2}) {
            String message = failureOf(breakage.allocators(), BrokenSequences.ONE_THREAD, seed);
            assertThat(message.lines().findFirst().orElseThrow()).as(message).contains(blamed);
        }
    }

    @Test
    void showsWhichThreadDidWhat() {
        Breakage remoteFrees = breakage("memory freed by another thread is taken for zero");
        String message = failureOf(remoteFrees.allocators(), BrokenSequences.THREADS, 1);
        assertThat(operations(message)).as(message).allMatch(line -> line.startsWith("/* thread "));
    }

    @Test
    void failsInTheSameWayWithTheSameSeed() {
        Supplier<? extends CcAllocator> allocators =
                breakage("a calloc of 48 trusts recycled memory").allocators();
        String first = failureOf(allocators, BrokenSequences.ONE_THREAD, 42);
        String second = failureOf(allocators, BrokenSequences.ONE_THREAD, 42);
        assertThat(first).endsWith("[to repeat: -Dccalloc.tck.seed=42]");
        assertThat(withoutAddresses(second)).isEqualTo(withoutAddresses(first));
        assertThat(operations(failureOf(allocators, BrokenSequences.ONE_THREAD, 43)))
                .isNotEmpty();
    }

    @Test
    void goesBackToEarlierSequencesIfAFailureNeedsThem() {
        String message = failureOf(() -> spoilingAfter(150, new AtomicInteger()), BrokenSequences.ONE_THREAD, 42);
        assertThat(message).contains("(expected 0x00) [Z01]").contains(" sequences before it among them, since alone");
    }

    @Test
    void saysSoIfAFailureDoesNotComeAgain() {
        var isUsedUp = new AtomicBoolean();
        String message = failureOf(
                () -> new Broken() {
                    @Override
                    public long trim() {
                        return isUsedUp.getAndSet(true) ? super.trim() : -1;
                    }
                },
                BrokenSequences.ONE_THREAD,
                42);
        assertThat(message)
                .contains("trim(): -1 (expected 0 or more) [T01]", "It did not fail again on a new allocator")
                .contains("    allocator.trim(); // fails\n");
    }

    @Test
    void makesUpTheSameSequenceFromTheSameSeed() {
        assertThat(sequence(7, 3)).isEqualTo(sequence(7, 3)).isNotEqualTo(sequence(8, 3));
    }

    @Test
    void canRunAnyPartOfASequence() {
        var random = new SplittableRandom(42);
        for (int i = 0; i < 200; i++) {
            List<OperationSequence.Step> part =
                    new ArrayList<>(sequence(i, 1 + i % 3).steps());
            part.removeIf(_ -> random.nextBoolean());
            var allocator = new LibcAllocator();
            allocator.statsEnable(true);
            assertThat(SequenceRun.of(allocator, new OperationSequence(part))).isNull();
            assertThat(allocator.statsSnapshot().allocCount())
                    .isEqualTo(allocator.statsSnapshot().freeCount());
        }
    }

    @Test
    void writesOperationsAsJava() {
        Request request = new Request(Request.Way.CALLOC_ALIGNED, 2, 5, 1L << 40, 64);
        assertThat(statement(request, 0, Trace.Outcome.DONE))
                .isEqualTo("long b3 = allocator.callocAligned(5, 1099511627776L, 64);");
        assertThat(statement(request, 0, Trace.Outcome.NO_BLOCK))
                .isEqualTo("allocator.callocAligned(5, 1099511627776L, 64); // 0");
        assertThat(statement(new Operation.Realloc(0, 100), 40, Trace.Outcome.DONE))
                .isEqualTo("b1 = allocator.realloc(b1, 40, 100);");
        assertThat(statement(new Operation.ResizeInPlace(0, 20), 40, Trace.Outcome.NOT_RESIZED))
                .isEqualTo("allocator.resizeInPlace(b1, 40, 20); // false");
        assertThat(statement(new Operation.FreeOfNegativeSize(0, -8), 40, Trace.Outcome.REFUSED))
                .isEqualTo("allocator.free(b1, -8); // IllegalArgumentException");
    }

    private static String statement(Operation operation, long byteSize, Trace.Outcome outcome) {
        return new Trace.Entry(0, 0, operation, byteSize, outcome).statement();
    }

    private static OperationSequence sequence(long seed, int threads) {
        return new SequenceGenerator(new SplittableRandom(seed), threads, true, Samples.MIB, 1 << 26).generate(200);
    }

    /** Does no longer zero after some blocks. */
    private static Broken spoilingAfter(int blocks, AtomicInteger callocs) {
        return new Broken() {
            @Override
            public long calloc(long count, long elementByteSize) {
                long address = super.calloc(count, elementByteSize);
                if (address != 0 && callocs.incrementAndGet() > blocks) {
                    spoil(address);
                }
                return address;
            }
        };
    }

    private static Breakage breakage(String what) {
        return BrokenSequences.model().stream()
                .filter(breakage -> breakage.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private static String failureOf(Supplier<? extends CcAllocator> allocators, String test, long seed) {
        System.setProperty(Seed.PROPERTY, Long.toString(seed));
        KitRun run = KitRun.of(allocators, false, method -> method.getName().equals(test));
        assertThat(run.failed()).containsKey(test);
        return run.failed().getOrDefault(test, "");
    }

    private static List<String> operations(String message) {
        return message.lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .filter(line -> !line.startsWith("// after "))
                .toList();
    }

    private static String withoutAddresses(String message) {
        return message.replaceAll("0x[0-9a-f]+", "0x");
    }
}

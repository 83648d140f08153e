package org.ccalloc.tck;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules S01 to S04. */
interface SizeRules extends RuleGroup {

    /** S01: A request for 0 bytes, or for 0 elements, returns 0. */
    @Test
    default void S01_aRequestForNothingReturnsZero() {
        CcAllocator allocator = allocator();
        for (Allocation way : Allocation.values()) {
            Expect.noBlock(way.call(0), () -> way.ask(allocator, 0));
        }
        for (long other : new long[] {0, 1, 8, Samples.MIB, 1L << 48, Long.MAX_VALUE}) {
            Expect.noBlock("calloc(0, " + other + ")", () -> allocator.calloc(0, other));
            Expect.noBlock("calloc(" + other + ", 0)", () -> allocator.calloc(other, 0));
            Expect.noBlock("callocAligned(0, " + other + ", 64)", () -> allocator.callocAligned(0, other, 64));
            Expect.noBlock("callocAligned(" + other + ", 0, 64)", () -> allocator.callocAligned(other, 0, 64));
        }
        for (long alignment : Samples.ALIGNMENTS) {
            Expect.noBlock("allocAligned(0, " + alignment + ")", () -> allocator.allocAligned(0, alignment));
        }
    }

    /**
     * S02: A negative size or count is an {@link IllegalArgumentException}, in every operation and whatever the
     * address; nothing has changed.
     */
    @Test
    default void S02_aNegativeSizeIsRefusedByAllocations() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            for (long negative : Samples.NEGATIVE_BYTE_SIZES) {
                for (Allocation way : Allocation.values()) {
                    Expect.refused(way.call(negative), negative, () -> way.ask(allocator, negative));
                }
                for (long other : new long[] {0, 2, negative, Long.MAX_VALUE}) {
                    Expect.refused(
                            "calloc(" + negative + ", " + other + ")",
                            negative,
                            () -> allocator.calloc(negative, other));
                    Expect.refused(
                            "calloc(" + other + ", " + negative + ")",
                            negative,
                            () -> allocator.calloc(other, negative));
                    Expect.refused(
                            "callocAligned(" + negative + ", " + other + ", 64)",
                            negative,
                            () -> allocator.callocAligned(negative, other, 64));
                    Expect.refused(
                            "callocAligned(" + other + ", " + negative + ", 64)",
                            negative,
                            () -> allocator.callocAligned(other, negative, 64));
                }
            }
        }
    }

    /**
     * S02: A negative size or count is an {@link IllegalArgumentException}, in every operation and whatever the
     * address; nothing has changed.
     */
    @Test
    default void S02_aNegativeSizeIsRefusedByReallocsWhateverTheAddress() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            Block block = Block.written(Allocation.ALLOC, allocator, 100);
            for (long address : new long[] {0, block.address()}) {
                String shown = Block.hex(address);
                for (long negative : Samples.NEGATIVE_BYTE_SIZES) {
                    for (long other : new long[] {0, 100}) {
                        Expect.refused(
                                "realloc(" + shown + ", " + negative + ", " + other + ")",
                                negative,
                                () -> allocator.realloc(address, negative, other));
                        Expect.refused(
                                "realloc(" + shown + ", " + other + ", " + negative + ")",
                                negative,
                                () -> allocator.realloc(address, other, negative));
                        Expect.refused(
                                "reallocAligned(" + shown + ", " + negative + ", " + other + ", 64)",
                                negative,
                                () -> allocator.reallocAligned(address, negative, other, 64));
                        Expect.refused(
                                "reallocAligned(" + shown + ", " + other + ", " + negative + ", 64)",
                                negative,
                                () -> allocator.reallocAligned(address, other, negative, 64));
                    }
                }
            }
            block.check("reallocs that were refused");
            allocator.free(block.address(), block.byteSize());
        }
    }

    /**
     * S02: A negative size or count is an {@link IllegalArgumentException}, in every operation and whatever the
     * address; nothing has changed.
     */
    @Test
    default void S02_aNegativeSizeIsRefusedByFreeForAddressZero() {
        CcAllocator allocator = allocator();
        for (long negative : Samples.NEGATIVE_BYTE_SIZES) {
            Expect.refused("free(0, " + negative + ")", negative, () -> allocator.free(0, negative));
        }
    }

    /**
     * S03: A request that cannot be met returns 0; what was allocated before is untouched, and later requests are
     * served.
     */
    @Test
    default void S03_aRequestPastTheAddressSpaceReturnsZero() {
        CcAllocator allocator = allocator();
        try (Bystanders bystanders = Bystanders.of(allocator)) {
            for (long huge : Samples.HUGE_BYTE_SIZES) {
                for (Allocation way : Allocation.values()) {
                    Expect.noBlock(way.call(huge), () -> way.ask(allocator, huge));
                }
                bystanders.check("requests for " + huge + " bytes");
            }
            Expect.noBlock("calloc(2^24, 2^24)", () -> allocator.calloc(1L << 24, 1L << 24));
            Expect.noBlock("calloc(2^31, 2^31)", () -> allocator.calloc(1L << 31, 1L << 31));
        }
    }

    /**
     * S03: A request that cannot be met returns 0; what was allocated before is untouched, and later requests are
     * served.
     */
    @Test
    default void S03_anAlignedRequestPastTheAddressSpaceReturnsZero() {
        CcAllocator allocator = allocator();
        try (Bystanders bystanders = Bystanders.of(allocator)) {
            for (long huge : Samples.HUGE_BYTE_SIZES) {
                for (long alignment : Samples.ALIGNMENTS) {
                    expectNoAlignedBlock(allocator, huge, alignment);
                }
                for (long alignment : Samples.LARGER_ALIGNMENTS) {
                    expectNoAlignedBlock(allocator, huge, alignment);
                }
                bystanders.check("aligned requests for " + huge + " bytes");
            }
        }
    }

    /**
     * S03: A request that cannot be met returns 0; what was allocated before is untouched, and later requests are
     * served: those of other threads at the same time, too.
     */
    @Test
    default void S03_requestsThatFailDisturbNoOtherThread() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            List<RandomGenerator> randoms = Seed.split(random, threads());
            var served = new CountDownLatch(threads() / 2);
            Workers.run(threads(), worker -> {
                Parcel held = Parcel.allocate(allocator, 5000, worker);
                if (worker % 2 == 0) {
                    // Until the others are done, lest a processor do all of it before they begin.
                    for (int i = 0; i < 100 || (served.getCount() > 0 && !Workers.isAskedToEnd()); i++) {
                        expectNothing(allocator, held.block(), Samples.HUGE_BYTE_SIZES.get(i % 3));
                    }
                } else {
                    try {
                        expectServed(allocator, worker, randoms.get(worker));
                    } finally {
                        served.countDown();
                    }
                }
                held.free(allocator);
            });
        });
    }

    /** In a JVM of its own, whose address space is limited. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void S03_aFullAddressSpaceAnswersZeroAndServesAgainAfterFrees() {
        ExhaustionProbe.runInOwnProcess(allocator());
    }

    /**
     * S04: A request whose {@code count * elementByteSize}, or whose size with padding, does not fit a {@code long}
     * returns 0.
     */
    @Test
    default void S04_aProductThatFitsNoLongReturnsZero() {
        CcAllocator allocator = allocator();
        long[][] factors = {
            {1L << 32, 1L << 32}, // 0 modulo 2^64
            {1L << 33, 1L << 31}, // 0 modulo 2^64
            {(1L << 61) + 1, 8}, // 8 modulo 2^64
            {(1L << 32) + 1, 1L << 32}, // 2^32 modulo 2^64
            {(1L << 60) + 4, 16}, // 64 modulo 2^64
            {0x5555555555555556L, 3}, // 2 modulo 2^64
            {1L << 62, 2}, // negative modulo 2^64
            {3_037_000_500L, 3_037_000_500L}, // just past 2^63
            {Long.MAX_VALUE, 2},
            {Long.MAX_VALUE, 3},
            {Long.MAX_VALUE, Long.MAX_VALUE},
        };
        try (Bystanders bystanders = Bystanders.of(allocator)) {
            for (long[] pair : factors) {
                expectNoProduct(allocator, pair[0], pair[1]);
                expectNoProduct(allocator, pair[1], pair[0]);
            }
            bystanders.check("products that fit no long");
        }
    }

    /**
     * S04: A request whose {@code count * elementByteSize}, or whose size with padding, does not fit a {@code long}
     * returns 0.
     */
    @Test
    default void S04_aPaddedSizeThatFitsNoLongReturnsZero() {
        CcAllocator allocator = allocator();
        try (Bystanders bystanders = Bystanders.of(allocator)) {
            for (long less = 0; less <= 256; less++) {
                long byteSize = Long.MAX_VALUE - less;
                Expect.noBlock("allocNode(" + byteSize + ")", () -> allocator.allocNode(byteSize));
                Expect.noBlock("alloc(" + byteSize + ")", () -> allocator.alloc(byteSize));
                for (long alignment : new long[] {8, 64, 4096, 1L << 26, 1L << 62}) {
                    expectNoAlignedBlock(allocator, byteSize, alignment);
                }
            }
            bystanders.check("padded sizes that fit no long");
        }
    }

    private static void expectServed(CcAllocator allocator, int worker, RandomGenerator random) {
        for (int i = 0; i < Profile.current().choose(3000, 30_000); i++) {
            long serial = (long) worker << 32 | i;
            Parcel parcel = Parcel.allocate(allocator, Samples.randomSize(random), serial);
            parcel.resize(allocator, Samples.randomSize(random)).free(allocator);
            if (i % 25 == 0) {
                allocator.trim();
            }
        }
    }

    private static void expectNothing(CcAllocator allocator, Block held, long huge) {
        Expect.noBlock("alloc(" + huge + ")", () -> allocator.alloc(huge));
        Expect.noBlock("calloc(1, " + huge + ")", () -> allocator.calloc(1, huge));
        Expect.noBlock("allocAligned(" + huge + ", 4096)", () -> allocator.allocAligned(huge, 4096));
        Expect.noBlock(
                "realloc(" + Block.hex(held.address()) + ", " + held.byteSize() + ", " + huge + ")",
                () -> allocator.realloc(held.address(), held.byteSize(), huge));
    }

    private static void expectNoAlignedBlock(CcAllocator allocator, long byteSize, long alignment) {
        AlignedCall.ofAll(allocator, byteSize, alignment)
                .forEach(aligned -> Expect.noBlock(aligned.call(), aligned::address));
    }

    private static void expectNoProduct(CcAllocator allocator, long count, long elementByteSize) {
        String arguments = "(" + count + ", " + elementByteSize;
        Expect.noBlock("calloc" + arguments + ")", () -> allocator.calloc(count, elementByteSize));
        for (long alignment : new long[] {8, 64, 4096}) {
            Expect.noBlock(
                    "callocAligned" + arguments + ", " + alignment + ")",
                    () -> allocator.callocAligned(count, elementByteSize, alignment));
        }
    }
}

package org.ccalloc.tck;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.CacheLine;

/** Breaks rules of sizes (S), alignment (A) and zeroing (Z). */
final class BrokenRequests {

    private static final String REQUEST = "S03_aRequestPastTheAddressSpaceReturnsZero";
    private static final String REFUSED_COUNTS = "C02_anAllocationThatFailsOrIsRefusedCountsNothing";

    private BrokenRequests() {}

    static List<Breakage> sizes() {
        return List.of(
                Breakage.of("calloc's product wraps around", () -> new Broken() {
                            @Override
                            public long calloc(long count, long elementByteSize) {
                                boolean wraps = count > 0 && elementByteSize > 0 && count * elementByteSize > 0;
                                return wraps
                                        ? super.calloc(1, count * elementByteSize)
                                        : super.calloc(count, elementByteSize);
                            }
                        })
                        .caughtBy(
                                "S04_aProductThatFitsNoLongReturnsZero", "calloc(2305843009213693953, 8): address=0x"),
                Breakage.of("alloc(0) is a block", () -> new Broken() {
                            @Override
                            public long alloc(long byteSize) {
                                return super.alloc(byteSize == 0 ? 1 : byteSize);
                            }
                        })
                        .caughtBy("S01_aRequestForNothingReturnsZero", "alloc(0): address=0x")
                        .caughtBy(REFUSED_COUNTS, "alloc(0): address=0x"),
                Breakage.of("a negative size is a size that cannot be had", () -> new Broken() {
                            @Override
                            public long alloc(long byteSize) {
                                return byteSize < 0 ? 0 : super.alloc(byteSize);
                            }
                        })
                        .caughtBy(
                                "S02_aNegativeSizeIsRefusedByAllocations",
                                "alloc(-1): no exception (expected an IllegalArgumentException that names -1)")
                        .caughtBy(REFUSED_COUNTS, "alloc(-1): no exception"),
                Breakage.of("a realloc is refused without the reason", () -> new Broken() {
                            @Override
                            public long realloc(long address, long oldByteSize, long newByteSize) {
                                if (address != 0 && (oldByteSize | newByteSize) < 0) {
                                    throw new IllegalArgumentException("bad size");
                                }
                                return super.realloc(address, oldByteSize, newByteSize);
                            }
                        })
                        .caughtBy(
                                "S02_aNegativeSizeIsRefusedByReallocsWhateverTheAddress",
                                "message=\"bad size\" (expected one that names -1)"),
                Breakage.of("free of address 0 looks at nothing", () -> new Broken() {
                            @Override
                            public void free(long address, long byteSize) {
                                if (address != 0) {
                                    super.free(address, byteSize);
                                }
                            }
                        })
                        .caughtBy("S02_aNegativeSizeIsRefusedByFreeForAddressZero", "free(0, -1): no exception"),
                Breakage.of("sizes are taken modulo 2^48", () -> new Broken() {
                            @Override
                            public long alloc(long byteSize) {
                                return super.alloc(byteSize == 1L << 48 ? 8 : byteSize);
                            }
                        })
                        .caughtBy(REQUEST, "alloc(281474976710656): address=0x")
                        .caughtBy(REFUSED_COUNTS, "alloc(281474976710656): address=0x"),
                Breakage.of("a request that cannot be met throws", () -> new Broken() {
                            @Override
                            public long callocAligned(long count, long elementByteSize, long byteAlignment) {
                                long address = super.callocAligned(count, elementByteSize, byteAlignment);
                                if (address == 0 && byteAlignment == 1L << 26) {
                                    throw new OutOfMemoryError("nothing left");
                                }
                                return address;
                            }
                        })
                        .caughtBy(
                                "S03_anAlignedRequestPastTheAddressSpaceReturnsZero",
                                ", 67108864): java.lang.OutOfMemoryError: nothing left (expected no exception)")
                        .caughtBy(
                                "S04_aPaddedSizeThatFitsNoLongReturnsZero",
                                ", 67108864): java.lang.OutOfMemoryError: nothing left"),
                Breakage.of("a request that cannot be met spoils a block", BrokenRequests::spoiling)
                        .caughtBy("S04_aProductThatFitsNoLongReturnsZero", "content after products that fit no long"),
                Breakage.of("a node's padded size wraps around", () -> new Broken() {
                            @Override
                            public long allocNode(long byteSize) {
                                boolean wraps = byteSize > 0 && CacheLine.roundUp(byteSize) == 0;
                                return super.allocNode(wraps ? 1 : byteSize);
                            }
                        })
                        .caughtBy(
                                "S04_aPaddedSizeThatFitsNoLongReturnsZero",
                                "allocNode(9223372036854775807): address=0x")
                        .caughtBy(REQUEST, "allocNode(9223372036854775791): address=0x")
                        .caughtBy(REFUSED_COUNTS, "allocNode(9223372036854775807): address=0x"),
                Breakage.of("after the first failure, large requests are not served any more", NeverRecovering::new)
                        .caughtBy(
                                "S03_aFullAddressSpaceAnswersZeroAndServesAgainAfterFrees",
                                "exit status=1 (expected 0), output: Exception in thread \"main\" "
                                        + "java.lang.AssertionError: "));
    }

    /** Gives up for good when a megabyte cannot be had. */
    private static final class NeverRecovering extends LibcAllocator {
        private volatile boolean gaveUp;

        @Override
        protected long allocateBlock(long byteSize) {
            long address = gaveUp ? 0 : super.allocateBlock(byteSize);
            gaveUp = gaveUp || (address == 0 && byteSize == Samples.MIB);
            return address;
        }
    }

    /** Spoils the first block of 10,000 bytes, one of the bystanders, when a product does not fit. */
    private static Broken spoiling() {
        return new Broken() {
            private final AtomicLong victim = new AtomicLong();

            @Override
            public long alloc(long byteSize) {
                long address = super.alloc(byteSize);
                if (byteSize == 10_000) {
                    victim.compareAndSet(0, address);
                }
                return address;
            }

            @Override
            public long calloc(long count, long elementByteSize) {
                if (count == Long.MAX_VALUE && elementByteSize == 3) {
                    spoil(victim.get());
                }
                return super.calloc(count, elementByteSize);
            }
        };
    }

    static List<Breakage> alignment() {
        return List.of(
                Breakage.of("a node is not padded", () -> new Broken() {
                            @Override
                            public long allocNode(long byteSize) {
                                return byteSize > 0 && CacheLine.roundUp(byteSize) > 0
                                        ? super.allocAligned(byteSize, CacheLine.byteSize())
                                        : super.allocNode(byteSize);
                            }
                        })
                        .caughtBy("A08_noOtherBlockSharesACacheLineWithANode", "shares one with "),
                Breakage.of("blocks of 16 bytes or more lie at 8 modulo 16", () -> new ShiftedBlocks(16, 8))
                        .mayBreak("A03", "R04")
                        .caughtBy("A01_blocksOf16BytesOrMoreAreAlignedTo16", "8 (expected a multiple of 16)")
                        .caughtBy("R06_theResultOfReallocIsNaturallyAligned", "8 (expected a multiple of 16)"),
                Breakage.of("small blocks lie at 4 modulo 8", () -> new ShiftedBlocks(1, 4))
                        .mayBreak("A03", "R04")
                        .caughtBy("A01_blocksOf16BytesOrMoreAreAlignedTo16", "(expected a multiple of 16)")
                        .caughtBy("A02_anyBlockIsAlignedTo8", "alloc(1): address=0x")
                        .caughtBy("R06_theResultOfReallocIsNaturallyAligned", "(expected a multiple of 8)"),
                Breakage.of("an alignment of 4096 is forgotten", () -> new Broken() {
                            @Override
                            public long allocAligned(long byteSize, long byteAlignment) {
                                return super.allocAligned(byteSize, byteAlignment == 4096 ? 16 : byteAlignment);
                            }
                        })
                        .mayBreak("A04")
                        .caughtBy("A03_addressIsAMultipleOfTheAlignment", "(expected a multiple of 4096)"),
                Breakage.of("an alignment of 64 MiB is not served", () -> new Broken() {
                            @Override
                            public long callocAligned(long count, long elementByteSize, long byteAlignment) {
                                return byteAlignment == 1L << 26
                                        ? 0
                                        : super.callocAligned(count, elementByteSize, byteAlignment);
                            }
                        })
                        .caughtBy(
                                "A04_everyPowerOfTwoFrom8To64MiBIsServed",
                                "callocAligned(1, 1, 67108864): address=0x0 (expected a block)"),
                Breakage.of("an alignment of 2^62 is taken for 16", () -> new Broken() {
                            @Override
                            public long allocAligned(long byteSize, long byteAlignment) {
                                return super.allocAligned(byteSize, byteAlignment == 1L << 62 ? 16 : byteAlignment);
                            }
                        })
                        .caughtBy(
                                "A05_alignmentsPastWhatTheAllocatorCanReturnZero",
                                "(expected a multiple of 4611686018427387904)"),
                Breakage.of("alignments below 8 are raised to 8", () -> new Broken() {
                            @Override
                            public long callocAligned(long count, long elementByteSize, long byteAlignment) {
                                boolean raised = byteAlignment == 1 || byteAlignment == 2 || byteAlignment == 4;
                                return super.callocAligned(count, elementByteSize, raised ? 8 : byteAlignment);
                            }
                        })
                        .caughtBy(
                                "A06_anInvalidAlignmentIsRefusedBeforeTheSize", "callocAligned(0, 5, 1): no exception"),
                Breakage.of("the size is looked at before the alignment", () -> new Broken() {
                            @Override
                            public long allocAligned(long byteSize, long byteAlignment) {
                                return byteSize < 0
                                        ? super.alloc(byteSize)
                                        : super.allocAligned(byteSize, byteAlignment);
                            }
                        })
                        .caughtBy(
                                "A06_anInvalidAlignmentIsRefusedBeforeTheSize",
                                "byteSize=-777 (expected 0 or more)\" (expected one that names 1)"),
                Breakage.of("a realloc looks at the alignment too late", () -> new Broken() {
                            @Override
                            public long reallocAligned(
                                    long address, long oldByteSize, long newByteSize, long byteAlignment) {
                                if (address != 0 && byteAlignment == 24) {
                                    spoil(address);
                                }
                                return super.reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
                            }
                        })
                        .caughtBy(
                                "A06_anInvalidAlignmentIsRefusedAndLeavesTheBlockAlone",
                                "content after reallocs that were refused"),
                Breakage.of("a node is a block like any other", () -> new Broken() {
                            @Override
                            public long allocNode(long byteSize) {
                                return super.alloc(byteSize);
                            }
                        })
                        .caughtBy("A07_nodesStartOnACacheLine", "allocNode(")
                        .caughtBy("A08_noOtherBlockSharesACacheLineWithANode", "shares one with "));
    }

    static List<Breakage> zeroing() {
        return List.of(
                Breakage.of("calloc forgets the last byte past a page", () -> new Broken() {
                            @Override
                            public long calloc(long count, long elementByteSize) {
                                long address = super.calloc(count, elementByteSize);
                                if (address != 0 && count * elementByteSize > 4096) {
                                    spoil(address + count * elementByteSize - 1);
                                }
                                return address;
                            }
                        })
                        .caughtBy("Z01_recycledMemoryOfTheSameSizeIsZero", "offset=4096, byte=0xff (expected 0x00)")
                        .caughtBy("Z01_recycledMemoryOfAnotherSizeIsZero", "offset=4999, byte=0xff (expected 0x00)")
                        .caughtBy("Z01_recycledLargeMemoryIsZero", "offset=1048575, byte=0xff (expected 0x00)")
                        .caughtBy("Z01_memoryRecycledByAnotherThreadIsZero", "offset=39999, byte=0xff (expected 0x00)"),
                Breakage.of("callocAligned is allocAligned", () -> new Broken() {
                            @Override
                            public long callocAligned(long count, long elementByteSize, long byteAlignment) {
                                return byteAlignment == 4096
                                        ? super.allocAligned(count * elementByteSize, byteAlignment)
                                        : super.callocAligned(count, elementByteSize, byteAlignment);
                            }
                        })
                        .caughtBy("Z01_recycledAlignedMemoryIsZero", "callocAligned(1, "));
    }
}

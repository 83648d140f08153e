package org.ccalloc.spi;

import java.util.Set;

/**
 * Off-heap memory by address: the one interface behind which allocators are exchanged.
 *
 * <p>An address is a {@code long}; {@code 0} is NULL and never the address of a block. A size is a number of bytes in
 * a {@code long}. A <em>block</em> belongs to whoever asked for it until it is given back by {@link #free},
 * {@link #freeUnsized} or a successful {@link #realloc}; it may be handed to another thread and given back there.
 * Contents are undefined unless an operation says otherwise.
 *
 * <p>The rules in brackets, such as [S01], are those of {@code docs/SPEC.md}; the conformance kit tests them by these
 * names.
 *
 * <p><strong>Thread safety.</strong> Every operation may be called by any thread at any time [H01]. As with any memory, what
 * one thread writes into a block is visible to another only if the program hands the address over safely.
 *
 * <p><strong>What is undefined</strong> (an allocator may detect it, none has to; the mock does): freeing a block twice,
 * passing an address that is not that of a live block of this allocator, passing another size to {@link #free} or
 * {@link #realloc} than the one last asked for, touching memory outside a live block.
 *
 * @apiNote Obtain an allocator from {@link CcAllocators#get()}:
 * {@snippet :
 * CcAllocator allocator = CcAllocators.get();
 * long node = allocator.allocNode(40);
 * if (node == 0) {
 *     throw new OutOfMemoryError();
 * }
 * RawMemory.putLong(node, 42);
 * allocator.free(node, 40);
 * }
 *
 * @implSpec Only six operations have no default: {@link #name}, {@link #alloc}, {@link #allocAligned}, {@link #free},
 * {@link #freeUnsized} and {@link #usableSize}. {@link AbstractCcAllocator} checks arguments and keeps statistics for
 * its subclasses; implementing this interface directly is as legal and held to the same rules. An implementation meant
 * for {@link java.util.ServiceLoader} needs a public constructor without arguments that does next to nothing and loads
 * no native code [N10].
 */
public interface CcAllocator {

    /**
     * The least alignment that may be asked for, in bytes, and the alignment of every block [A02, A06].
     */
    long MIN_BYTE_ALIGNMENT = 8;

    /**
     * The largest alignment, in bytes, that every allocator serves: 2<sup>26</sup>, 64 MiB [A04].
     */
    long MAX_PORTABLE_BYTE_ALIGNMENT = 1L << 26;

    // ---------------------------------------------------------------------------------------------- memory

    /**
     * Allocates {@code byteSize} bytes of uninitialized memory.
     *
     * @param byteSize bytes wanted, 0 or more
     * @return the address of a block that the caller now owns, a multiple of 16, or of 8 when {@code byteSize} is below
     *     16 [A01, A02]; 0 if {@code byteSize} is 0 [S01] or the memory cannot be had, and then nothing has changed [S03]
     * @throws IllegalArgumentException if {@code byteSize} is negative [S02]
     */
    long alloc(long byteSize);

    /**
     * Allocates {@code count * elementByteSize} bytes, all zero, recycled memory included [Z01].
     *
     * @param count number of elements, 0 or more
     * @param elementByteSize bytes of one element, 0 or more
     * @return as {@link #alloc}; 0 also if the product does not fit a {@code long} [S04]
     * @throws IllegalArgumentException if either argument is negative [S02]
     * @implSpec The default asks {@link #alloc} and fills with {@link RawMemory#fill}.
     */
    default long calloc(long count, long elementByteSize) {
        long byteSize = Requests.product(count, elementByteSize);
        long address = byteSize == 0 ? 0 : alloc(byteSize);
        if (address != 0) {
            RawMemory.fill(address, byteSize, (byte) 0);
        }
        return address;
    }

    /**
     * Allocates {@code byteSize} bytes at a multiple of {@code byteAlignment} [A03].
     *
     * @param byteSize bytes wanted, 0 or more; need not be a multiple of the alignment
     * @param byteAlignment a power of two, {@value #MIN_BYTE_ALIGNMENT} or more; every allocator serves those up to
     *     {@link #MAX_PORTABLE_BYTE_ALIGNMENT} [A04], past what it can it answers 0 [A05]
     * @return as {@link #alloc}, and a multiple of {@code byteAlignment}
     * @throws IllegalArgumentException if {@code byteAlignment} is not a power of two or is below
     *     {@value #MIN_BYTE_ALIGNMENT}, which is checked before the size [A06]; or if {@code byteSize} is negative [S02]
     */
    long allocAligned(long byteSize, long byteAlignment);

    /**
     * Allocates {@code count * elementByteSize} bytes, all zero [Z01], at a multiple of {@code byteAlignment} [A03].
     *
     * @param count number of elements, 0 or more
     * @param elementByteSize bytes of one element, 0 or more
     * @param byteAlignment as in {@link #allocAligned}
     * @return as {@link #allocAligned}; 0 also if the product does not fit a {@code long} [S04]
     * @throws IllegalArgumentException as {@link #allocAligned} and {@link #calloc} do
     * @implSpec The default asks {@link #allocAligned} and fills with {@link RawMemory#fill}.
     */
    default long callocAligned(long count, long elementByteSize, long byteAlignment) {
        Requests.checkAlignment(byteAlignment);
        long byteSize = Requests.product(count, elementByteSize);
        long address = byteSize == 0 ? 0 : allocAligned(byteSize, byteAlignment);
        if (address != 0) {
            RawMemory.fill(address, byteSize, (byte) 0);
        }
        return address;
    }

    /**
     * Allocates a node of a concurrent data structure: it starts on a cache line and shares none of its lines with
     * another block, so that threads working on neighbouring nodes do not slow each other down [A07, A08].
     *
     * @param byteSize bytes wanted, 0 or more; this same number, not the padded one, goes to {@link #free} and into the
     *     statistics [C04]
     * @return as {@link #alloc}, and a multiple of {@link CacheLine#byteSize()}; 0 also if the padded size does not fit
     *     a {@code long} [S04]
     * @throws IllegalArgumentException if {@code byteSize} is negative [S02]
     * @implSpec The default asks {@link #allocAligned} for whole cache lines; an allocator whose statistics count what
     *     was asked for must therefore override it.
     */
    default long allocNode(long byteSize) {
        Requests.checkSize(byteSize);
        long paddedByteSize = CacheLine.roundUp(byteSize);
        return paddedByteSize == 0 ? 0 : allocAligned(paddedByteSize, CacheLine.byteSize());
    }

    /**
     * Changes the size of a block, moving it if need be. The first {@code min(oldByteSize, newByteSize)} bytes keep
     * their content [R04]; only natural alignment is kept [R06].
     *
     * @param address a live block, or 0, which together with {@code oldByteSize} 0 makes this {@link #alloc} [R01]
     * @param oldByteSize the size last asked for; 0 if and only if {@code address} is 0
     * @param newByteSize bytes wanted, more than 0 (0 only with address 0, and then the answer is 0)
     * @return the address of the block that now holds the content; the old address, if different, is no longer valid.
     *     0 if the memory cannot be had: the old block is intact and still the caller's [R03]
     * @throws IllegalArgumentException if a size is negative, whatever the address [S02]; if {@code newByteSize} is 0
     *     for a live block, since a 0 result could not be told from failure [R02]; if just one of {@code address} and
     *     {@code oldByteSize} is 0 [R07]
     * @implSpec The default allocates, copies and frees.
     */
    default long realloc(long address, long oldByteSize, long newByteSize) {
        Requests.checkRealloc(address, oldByteSize, newByteSize);
        if (address == 0) {
            return newByteSize == 0 ? 0 : alloc(newByteSize);
        }
        return Requests.moved(this, address, oldByteSize, alloc(newByteSize), newByteSize);
    }

    /**
     * Changes the size of a block as {@link #realloc} does; the result is a multiple of {@code byteAlignment} [R05].
     *
     * @param address as in {@link #realloc}
     * @param oldByteSize as in {@link #realloc}
     * @param newByteSize as in {@link #realloc}
     * @param byteAlignment as in {@link #allocAligned}; it need not be the alignment that the block has
     * @return as {@link #realloc}, and a multiple of {@code byteAlignment}
     * @throws IllegalArgumentException as {@link #allocAligned} and {@link #realloc} do, the alignment being checked
     *     first [A06]
     * @implSpec The default allocates, copies and frees.
     */
    default long reallocAligned(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        Requests.checkAlignment(byteAlignment);
        Requests.checkRealloc(address, oldByteSize, newByteSize);
        if (address == 0) {
            return newByteSize == 0 ? 0 : allocAligned(newByteSize, byteAlignment);
        }
        return Requests.moved(this, address, oldByteSize, allocAligned(newByteSize, byteAlignment), newByteSize);
    }

    /**
     * Tries to change the size of a block where it stands.
     *
     * @param address a live block, not 0
     * @param oldByteSize the size last asked for, more than 0
     * @param newByteSize bytes wanted, more than 0
     * @return true if the block, at the same address, is now of the new size and all its bytes are the caller's [P01];
     *     false if nothing has changed [P02]. An allocator may always answer false
     * @throws IllegalArgumentException if {@code address} is 0 or a size is not positive [P03]
     * @implSpec The default checks its arguments and answers false.
     */
    default boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
        Requests.checkResize(address, oldByteSize, newByteSize);
        return false;
    }

    /**
     * Gives a block back. Any thread may do that, also after the thread that allocated the block has ended [F02, F03].
     *
     * @param address a live block, or 0, for which nothing is done [F01]
     * @param byteSize the size last asked for: at allocation, {@link #realloc} or a successful {@link #resizeInPlace};
     *     another one is undefined
     * @throws IllegalArgumentException if {@code byteSize} is negative, whatever the address; the block is then still
     *     the caller's [S02]
     */
    void free(long address, long byteSize);

    /**
     * Gives a block back whose size the caller does not know. The statistics count the free, but not its bytes [C05].
     *
     * @param address a live block, or 0, for which nothing is done [F01]
     */
    void freeUnsized(long address);

    /**
     * Tells how many bytes of a block may be used: at least what was asked for; the number does not change until the
     * block is resized or freed, and every one of these bytes may be written [U01, U02, U03].
     *
     * @param address a live block, or 0
     * @return usable bytes; 0 for address 0 [U04]
     * @apiNote A resize keeps only the bytes that were asked for.
     */
    long usableSize(long address);

    /**
     * Gives memory that is not in use back to the operating system, as far as the allocator can. May take as long as
     * it needs; no block changes [T01].
     *
     * @return bytes given back, or 0 if that is not known
     * @implSpec The default does nothing and answers 0.
     */
    default long trim() {
        return 0;
    }

    // ----------------------------------------------------------------------------------------------- heaps

    /**
     * Makes a heap: an allocator with a life of its own, whose blocks are all given back at once when it is closed.
     *
     * @param options what kind of heap
     * @return a new heap, open, which the caller is to close; it counts if this allocator does
     * @throws UnsupportedOperationException if this allocator does not declare the {@linkplain
     *     HeapOptions#requiredCapability capability that such a heap needs}; the message names it [E12]
     * @throws IllegalArgumentException if this allocator makes no heaps of such a capacity or in such memory; the message
     *     says what it needs
     * @throws IllegalStateException if memory that the caller gives is not alive any more
     * @throws OutOfMemoryError if the heap cannot be had
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    default CcHeap newHeap(HeapOptions options) {
        throw options.unsupported(this);
    }

    // ------------------------------------------------------------------------------------------ statistics

    /**
     * Starts or stops counting, on this instance alone [C12]. Stopping keeps the totals [C08].
     *
     * @param enable whether to count from now on
     * @throws UnsupportedOperationException if {@code enable} is true and {@link Capability#STATISTICS} is not among
     *     the {@link #capabilities} [C13]
     * @implSpec The default accepts only false.
     */
    default void statsEnable(boolean enable) {
        if (enable) {
            throw new UnsupportedOperationException(
                    "statistics: allocator=" + name() + " (expected one that declares the capability STATISTICS)");
        }
    }

    /**
     * Tells whether operations are being counted.
     *
     * @return true after {@code statsEnable(true)}, false after {@code statsEnable(false)}
     * @implSpec The default answers false.
     */
    default boolean statsEnabled() {
        return false;
    }

    /**
     * Reads the totals since the start or the last {@link #statsReset}, which do not become smaller in between [C11].
     * Exact when no other thread is inside an operation [C01]; under load, never more frees than allocations if counting was on since the start [C06].
     *
     * @return the totals
     * @implSpec The default answers {@link CcAllocSnapshot#ZERO}.
     */
    default CcAllocSnapshot statsSnapshot() {
        return CcAllocSnapshot.ZERO;
    }

    /**
     * Sets the totals to zero and answers what it took away, so that no operation is lost between the two: what all
     * resets answered plus the last snapshot is all that happened [C07].
     *
     * @return the totals that were
     * @implSpec The default answers {@link CcAllocSnapshot#ZERO}.
     */
    default CcAllocSnapshot statsReset() {
        return CcAllocSnapshot.ZERO;
    }

    // --------------------------------------------------------------------------------------------- service

    /**
     * The name by which this allocator is chosen, such as {@code "mimalloc"}: lower case letters, digits and hyphens,
     * the same at every call [N01].
     *
     * @return the name
     */
    String name();

    /**
     * Tells what memory this allocator holds and how it uses it, for people who look for the cause of something; nothing
     * in it is for programs. May take a while, and takes memory of the Java heap.
     *
     * @return a line or some
     * @implSpec The default is the name.
     */
    default String describe() {
        return name();
    }

    /**
     * Ranks this allocator when none is asked for by name: the highest among the available ones is the default. An
     * allocator with a negative number is only found by its name.
     *
     * @return the rank
     * @implSpec The default answers -1.
     */
    default int priority() {
        return -1;
    }

    /**
     * Tells whether this allocator can work here and, if not, why and what would help. May load native code the first
     * time; remembers what it found; never throws [N02].
     *
     * @return {@link Availability.Available} or {@link Availability.Unavailable}
     * @implSpec The default answers available, without details.
     */
    default Availability availability() {
        return Availability.AVAILABLE;
    }

    /**
     * Tells which of the optional parts of this contract the allocator does. The conformance kit tests those and skips,
     * by name, the others.
     *
     * @return an unmodifiable set, the same at every call [N11]
     * @implSpec The default answers the empty set.
     */
    default Set<Capability> capabilities() {
        return Set.of();
    }

    // -------------------------------------------------------------------------- for callers who want no check

    /**
     * As {@link #alloc}, but throws when the memory cannot be had.
     *
     * @param byteSize as in {@link #alloc}
     * @return as {@link #alloc}; 0 only if {@code byteSize} is 0
     * @throws OutOfMemoryError if the memory cannot be had; the message holds the request and the statistics
     * @throws IllegalArgumentException as {@link #alloc} does
     */
    default long allocOrThrow(long byteSize) {
        return Requests.orThrow(this, alloc(byteSize), byteSize, 1, MIN_BYTE_ALIGNMENT);
    }

    /**
     * As {@link #calloc}, but throws when the memory cannot be had.
     *
     * @param count as in {@link #calloc}
     * @param elementByteSize as in {@link #calloc}
     * @return as {@link #calloc}; 0 only if an argument is 0
     * @throws OutOfMemoryError as {@link #allocOrThrow} does
     * @throws IllegalArgumentException as {@link #calloc} does
     */
    default long callocOrThrow(long count, long elementByteSize) {
        return Requests.orThrow(this, calloc(count, elementByteSize), count, elementByteSize, MIN_BYTE_ALIGNMENT);
    }

    /**
     * As {@link #allocAligned}, but throws when the memory cannot be had.
     *
     * @param byteSize as in {@link #allocAligned}
     * @param byteAlignment as in {@link #allocAligned}
     * @return as {@link #allocAligned}; 0 only if {@code byteSize} is 0
     * @throws OutOfMemoryError as {@link #allocOrThrow} does
     * @throws IllegalArgumentException as {@link #allocAligned} does
     */
    default long allocAlignedOrThrow(long byteSize, long byteAlignment) {
        return Requests.orThrow(this, allocAligned(byteSize, byteAlignment), byteSize, 1, byteAlignment);
    }

    /**
     * As {@link #callocAligned}, but throws when the memory cannot be had.
     *
     * @param count as in {@link #callocAligned}
     * @param elementByteSize as in {@link #callocAligned}
     * @param byteAlignment as in {@link #callocAligned}
     * @return as {@link #callocAligned}; 0 only if {@code count} or {@code elementByteSize} is 0
     * @throws OutOfMemoryError as {@link #allocOrThrow} does
     * @throws IllegalArgumentException as {@link #callocAligned} does
     */
    default long callocAlignedOrThrow(long count, long elementByteSize, long byteAlignment) {
        return Requests.orThrow(
                this, callocAligned(count, elementByteSize, byteAlignment), count, elementByteSize, byteAlignment);
    }

    /**
     * As {@link #allocNode}, but throws when the memory cannot be had.
     *
     * @param byteSize as in {@link #allocNode}
     * @return as {@link #allocNode}; 0 only if {@code byteSize} is 0
     * @throws OutOfMemoryError as {@link #allocOrThrow} does
     * @throws IllegalArgumentException as {@link #allocNode} does
     */
    default long allocNodeOrThrow(long byteSize) {
        return Requests.orThrow(this, allocNode(byteSize), byteSize, 1, CacheLine.byteSize());
    }

    /**
     * As {@link #realloc}, but throws when the memory cannot be had; the old block is then intact and still the
     * caller's.
     *
     * @param address as in {@link #realloc}
     * @param oldByteSize as in {@link #realloc}
     * @param newByteSize as in {@link #realloc}
     * @return as {@link #realloc}; 0 only if all arguments are 0
     * @throws OutOfMemoryError as {@link #allocOrThrow} does
     * @throws IllegalArgumentException as {@link #realloc} does
     */
    default long reallocOrThrow(long address, long oldByteSize, long newByteSize) {
        return Requests.orThrow(this, realloc(address, oldByteSize, newByteSize), newByteSize, 1, MIN_BYTE_ALIGNMENT);
    }

    /**
     * As {@link #reallocAligned}, but throws when the memory cannot be had; the old block is then intact and still the
     * caller's.
     *
     * @param address as in {@link #reallocAligned}
     * @param oldByteSize as in {@link #reallocAligned}
     * @param newByteSize as in {@link #reallocAligned}
     * @param byteAlignment as in {@link #reallocAligned}
     * @return as {@link #reallocAligned}; 0 only if address and sizes are 0
     * @throws OutOfMemoryError as {@link #allocOrThrow} does
     * @throws IllegalArgumentException as {@link #reallocAligned} does
     */
    default long reallocAlignedOrThrow(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return Requests.orThrow(
                this, reallocAligned(address, oldByteSize, newByteSize, byteAlignment), newByteSize, 1, byteAlignment);
    }
}

package org.ccalloc.spi;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What kind of heap {@link CcAllocator#newHeap} is to make: one that grows, one of fixed capacity, or one inside memory
 * that the caller gives. Immutable.
 *
 * <p>{@snippet :
 * HeapOptions growing = HeapOptions.named("parser");
 * HeapOptions fixed = HeapOptions.named("cache").withFixedCapacity(64 << 20);
 * HeapOptions mapped = HeapOptions.named("index").inside(segment);
 * }
 */
public final class HeapOptions {

    /** The least memory that a caller may give, in bytes: 64 KiB. An allocator may need more, and says so. */
    public static final long MIN_MEMORY_BYTE_SIZE = 64 << 10;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][-a-z0-9]*");

    /** For {@link #byteCapacity}, of a heap that grows. */
    private static final long GROWING = 0;

    private final String name;
    private final long byteCapacity;
    private final Optional<MemorySegment> memory;

    private HeapOptions(String name, long byteCapacity, Optional<MemorySegment> memory) {
        this.name = name;
        this.byteCapacity = byteCapacity;
        this.memory = memory;
    }

    /**
     * A heap that grows as it needs.
     *
     * @param name what the heap is for, in messages and statistics: lower case letters, digits and hyphens, the first not
     *     a hyphen; several heaps may have one name
     * @return the options
     * @throws IllegalArgumentException if the name is another
     */
    public static HeapOptions named(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException("heap: name=\"" + name
                    + "\" (expected lower case letters, digits and hyphens, the first no hyphen)");
        }
        return new HeapOptions(name, GROWING, Optional.empty());
    }

    /**
     * The same, but a heap that takes its memory from a range of fixed size. A request that finds no room in it returns 0.
     *
     * @param newByteCapacity bytes, more than 0, the allocator's own books in that memory included; an allocator may round
     *     up, and {@link CcHeap#footprintLimit} tells to what
     * @return other options
     * @throws IllegalArgumentException if the capacity is not positive, or these options name memory already, whose size
     *     is the capacity
     */
    public HeapOptions withFixedCapacity(long newByteCapacity) {
        if (newByteCapacity <= 0) {
            throw new IllegalArgumentException(
                    "heap: name=" + name + ", byteCapacity=" + newByteCapacity + " (expected 1 or more)");
        }
        if (memory.isPresent()) {
            throw new IllegalArgumentException("heap: name=" + name + ", byteCapacity=" + newByteCapacity
                    + " (expected none, the size of the given memory being the capacity)");
        }
        return new HeapOptions(name, newByteCapacity, memory);
    }

    /**
     * The same, but a heap all of whose blocks lie in memory that the caller gives, such as a mapped file. The memory
     * stays the caller's: it must live until the heap is closed, nobody else may use it meanwhile, and its content is
     * undefined afterwards. The heap keeps the segment reachable until it is closed, for
     * ever if it is forgotten, but cannot keep its arena from being closed: every
     * operation on memory that begins afterwards throws {@link IllegalStateException}, in any thread, and the heap can
     * still be closed. To close the arena while another thread is inside an operation, or to use a block afterwards, is
     * undefined, as it is for the heap itself.
     *
     * <p>The heap goes by addresses: any thread may use it, also where the arena is confined to one.
     *
     * @param newMemory native, not read-only, alive, {@value #MIN_MEMORY_BYTE_SIZE} bytes or more
     * @return other options
     * @throws IllegalArgumentException if the memory is none of that, or these options have a capacity already
     * @throws IllegalStateException if the memory is not alive
     */
    public HeapOptions inside(MemorySegment newMemory) {
        String heap = "heap: name=" + name;
        if (byteCapacity != GROWING) {
            throw new IllegalArgumentException(heap + ", byteCapacity=" + byteCapacity
                    + " (expected none, the size of the given memory being the capacity)");
        }
        if (!newMemory.isNative()) {
            throw new IllegalArgumentException(heap + ", memory=" + newMemory + " (expected a native segment)");
        }
        if (newMemory.isReadOnly()) {
            throw new IllegalArgumentException(heap + ", memory=" + newMemory + " (expected one that may be written)");
        }
        if (newMemory.byteSize() < MIN_MEMORY_BYTE_SIZE) {
            throw new IllegalArgumentException(heap + ", memory: byteSize=" + newMemory.byteSize() + " (expected "
                    + MIN_MEMORY_BYTE_SIZE + " or more)");
        }
        HeapOptions options = new HeapOptions(name, byteCapacity, Optional.of(newMemory));
        options.checkMemory();
        return options;
    }

    /**
     * What the heap is for.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The capacity that was asked for.
     *
     * @return bytes; empty for a heap that grows or lies in given memory
     */
    public OptionalLong fixedCapacity() {
        return byteCapacity == GROWING ? OptionalLong.empty() : OptionalLong.of(byteCapacity);
    }

    /**
     * The memory that the caller gives.
     *
     * @return the segment, if it is given
     */
    public Optional<MemorySegment> memory() {
        return memory;
    }

    /**
     * What an allocator must declare to make such a heap.
     *
     * @return {@link Capability#HEAPS}, {@link Capability#FIXED_CAPACITY} or {@link Capability#CALLER_MEMORY}
     */
    public Capability requiredCapability() {
        if (memory.isPresent()) {
            return Capability.CALLER_MEMORY;
        }
        return byteCapacity == GROWING ? Capability.HEAPS : Capability.FIXED_CAPACITY;
    }

    /**
     * Throws unless an allocator declares what it needs to make such a heap. For those who implement {@link
     * CcAllocator#newHeap} by themselves.
     *
     * @param allocator the one that is to make the heap
     * @throws UnsupportedOperationException if the capability is missing; the message names it [E12]
     */
    public void checkSupportedBy(CcAllocator allocator) {
        if (!allocator.capabilities().contains(requiredCapability())) {
            throw unsupported(allocator);
        }
    }

    /** Throws if the given memory is not alive; it may have died since the options were made. */
    void checkMemory() {
        if (memory.isPresent() && !memory.get().scope().isAlive()) {
            throw new IllegalStateException(
                    "heap: name=" + name + ", memory=" + memory.get() + " (expected to be alive)");
        }
    }

    UnsupportedOperationException unsupported(CcAllocator allocator) {
        Capability missing = requiredCapability();
        Optional<String> reason =
                allocator instanceof AbstractCcAllocator known ? known.reasonAgainst(missing) : Optional.empty();
        return new UnsupportedOperationException("newHeap: name=" + name + ", allocator=" + allocator.name()
                + " (expected one that declares the capability " + missing
                + (allocator instanceof CcHeap ? "" : whoDeclares(missing)) + "; this one declares "
                + allocator.capabilities() + reason.map(why -> ": " + why).orElse("") + ")");
    }

    private static String whoDeclares(Capability missing) {
        List<String> names = CcAllocators.declaring(missing);
        return names.isEmpty()
                ? ", which none of those installed does"
                : ", of those installed " + names + ": -D" + CcAllocators.BACKEND_PROPERTY + "=" + names.getFirst();
    }

    @Override
    public String toString() {
        return "HeapOptions[name=" + name
                + (memory.isPresent()
                        ? ", memory=" + memory.get()
                        : byteCapacity == GROWING ? ", growing" : ", byteCapacity=" + byteCapacity)
                + "]";
    }
}

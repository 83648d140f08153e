package org.ccalloc.mock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/**
 * An allocator for unit tests: real memory, the same offsets in every run, and an exception for whatever a program does
 * wrong with its blocks. See {@code docs/MOCK.md}.
 *
 * <p><strong>Faults.</strong> An operation that finds one throws {@link MemoryFaultException} and has changed nothing.
 * Faults are remembered, too, until {@link #close} or {@link #takeFaults}, lest somebody catch and forget them. Writes
 * outside a block are noticed when it is freed or resized; writes into a freed block when its memory is used again; both
 * by {@link #check} and {@link #close}.
 *
 * <p><strong>Usable size</strong> is exactly the size asked for, and {@link #realloc} always moves: what a program takes
 * for granted beyond the contract is to be found out.
 *
 * <p><strong>Thread safety.</strong> As any allocator's, and that of the control operations; all under one lock.
 *
 * @apiNote
 * {@snippet :
 * try (MockAllocator mock = MockAllocator.create()) {
 *     new Index(mock).close();
 * } // throws if a block is still live, and says where it was allocated
 * }
 */
// Its META-INF/services is written by hand: javac would ask users of this class for AutoService's annotation.
public final class MockAllocator extends AbstractCcAllocator implements AutoCloseable {

    static final long NATURAL_ALIGNMENT = 16;

    /** Of either kind of machine, so that offsets do not depend on it. */
    static final long NODE_ALIGNMENT = 128;

    /** Not RESIZE_IN_PLACE, though it does: the kit expects that of blocks with usable bytes to spare, and here are none. */
    private static final Set<Capability> NOT_REUSING = Set.of(
            Capability.STATISTICS, Capability.HEAPS, Capability.FIXED_CAPACITY, Capability.WALK, Capability.FOOTPRINT);

    private static final Set<Capability> REUSING = Stream.concat(
                    NOT_REUSING.stream(), Stream.of(Capability.REUSES_MEMORY))
            .collect(Collectors.toUnmodifiableSet());

    private final MockSettings settings;
    private final Availability availability;
    private final BlockTable blocks;

    /**
     * For {@link java.util.ServiceLoader}: a mock as the system properties {@code ccalloc.mock.*} say, not available if one
     * of them makes no sense. Elsewhere, {@link #create} or {@link #builder} say what is meant.
     */
    public MockAllocator() {
        MockSettings read = MockSettings.DEFAULT;
        Availability misread = Availability.AVAILABLE;
        try {
            read = MockProperties.settings(System.getProperties());
        } catch (IllegalArgumentException e) {
            misread = new Availability.Unavailable(
                    String.valueOf(e.getMessage()), "correct or take away this system property", true);
        }
        this.settings = read;
        this.availability = misread;
        this.blocks = new BlockTable(read);
    }

    MockAllocator(MockSettings settings) {
        this.settings = settings;
        this.availability = Availability.AVAILABLE;
        this.blocks = new BlockTable(settings);
    }

    /**
     * A mock with the default settings.
     *
     * @return a new mock
     */
    public static MockAllocator create() {
        return new MockAllocator(MockSettings.DEFAULT);
    }

    /**
     * Starts from the default settings.
     *
     * @return a builder of mocks
     */
    public static MockSettings.Builder builder() {
        return MockSettings.DEFAULT.toBuilder();
    }

    // -------------------------------------------------------------------------------------------- control

    /**
     * How this mock behaves.
     *
     * @return what it was created with
     */
    public MockSettings settings() {
        return settings;
    }

    /**
     * Changes which requests fail, from now on. Requests keep their numbers.
     *
     * @param rule the rule; {@link FailureRule#none()} for none
     */
    public void failWhen(FailureRule rule) {
        blocks.failWhen(Objects.requireNonNull(rule, "rule"));
    }

    /**
     * What happened so far; also after the end.
     *
     * @return the counts, of one moment
     */
    public MockCounts counts() {
        return blocks.counts();
    }

    /**
     * What happened so far, operation by operation; also after the end.
     *
     * @return the journal; empty if the settings say not to record
     */
    public MockJournal journal() {
        return blocks.journal();
    }

    /**
     * Where the request was made that a {@link FailureRule} let fail last.
     *
     * @return the callers, innermost first; empty if there was none or traces are off
     */
    public List<StackTraceElement> lastFailureTrace() {
        return blocks.lastFailureTrace();
    }

    /**
     * Where a block lies, the same in every run of a program that makes the same calls.
     *
     * @param address of a block, live or freed
     * @return the offset
     * @throws IllegalArgumentException if it is not the address of a block, or memory of freed blocks was given back
     */
    public long offsetOf(long address) {
        return blocks.offsetOf(address);
    }

    /**
     * What has not been given back.
     *
     * @return the live blocks, those first that were asked for first; none after the end
     */
    public List<LiveBlock> liveBlocks() {
        return blocks.liveBlocks();
    }

    /**
     * The faults so far, which this mock forgets: {@link #close} will not throw them again. For tests that provoke one.
     *
     * @return the faults that were thrown
     */
    public List<MemoryFaultException> takeFaults() {
        return blocks.takeFaults();
    }

    /**
     * Looks whether something was written outside a live block or into a freed one.
     *
     * @throws MemoryFaultException if so; with the others as suppressed exceptions, if there are several
     */
    public void check() {
        blocks.check();
    }

    /**
     * Tells whether this mock has ended.
     *
     * @return true after {@link #close}
     */
    public boolean isClosed() {
        return blocks.isClosed();
    }

    /**
     * Ends this mock: operations throw {@link IllegalStateException} from now on. Does nothing the second time.
     *
     * @throws MemoryFaultException if a fault was thrown before, and not {@linkplain #takeFaults taken}; if {@link #check}
     *     would throw; or if a block is live. The others are suppressed exceptions, if there are several
     */
    @Override
    public void close() {
        blocks.close();
    }

    /** Memory that this mock has from the JVM. */
    long heldByteSize() {
        return blocks.heldByteSize();
    }

    // -------------------------------------------------------------------------------------------- service

    @Override
    public String name() {
        return "mock";
    }

    /**
     * Never the default.
     *
     * @return a negative number
     */
    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Availability availability() {
        return availability;
    }

    @Override
    public Set<Capability> capabilities() {
        return settings.reuseOrder() instanceof ReuseOrder.Never ? NOT_REUSING : REUSING;
    }

    // ----------------------------------------------------------------------------------------- primitives

    @Override
    protected Optional<String> reasonAgainst(Capability missing) {
        return missing == Capability.CALLER_MEMORY
                ? Optional.of("the mock guards memory that nobody else has")
                : Optional.empty();
    }

    @Override
    protected CcHeap createHeap(HeapOptions options) {
        return MockHeap.create(this, options, blocks);
    }

    @Override
    protected long allocateBlock(long byteSize) {
        return blocks.allocate(blocks.ownSpace(), Operation.ALLOC, byteSize, NATURAL_ALIGNMENT);
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        return zeroed(blocks.allocate(blocks.ownSpace(), Operation.CALLOC, byteSize, NATURAL_ALIGNMENT), byteSize);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        return blocks.allocate(blocks.ownSpace(), Operation.ALLOC_ALIGNED, byteSize, byteAlignment);
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        return zeroed(blocks.allocate(blocks.ownSpace(), Operation.CALLOC_ALIGNED, byteSize, byteAlignment), byteSize);
    }

    @Override
    protected long allocateNodeBlock(long byteSize) {
        return blocks.allocate(blocks.ownSpace(), Operation.ALLOC_NODE, byteSize, NODE_ALIGNMENT);
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        return blocks.reallocate(
                blocks.ownSpace(), Operation.REALLOC, address, oldByteSize, newByteSize, NATURAL_ALIGNMENT);
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return blocks.reallocate(
                blocks.ownSpace(), Operation.REALLOC_ALIGNED, address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        return blocks.resizeInPlace(blocks.ownSpace(), address, oldByteSize, newByteSize);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        blocks.free(blocks.ownSpace(), address, byteSize);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        blocks.freeUnsized(blocks.ownSpace(), address);
    }

    @Override
    protected long usableBlockSize(long address) {
        return blocks.usableSize(blocks.ownSpace(), address);
    }

    /**
     * Gives memory of large freed blocks back that may serve again.
     *
     * @return bytes given back
     */
    @Override
    public long trim() {
        return blocks.trim(blocks.ownSpace());
    }

    private static long zeroed(long address, long byteSize) {
        if (address != 0) {
            RawMemory.fill(address, byteSize, (byte) 0);
        }
        return address;
    }
}

package org.ccalloc.bench.program;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The programs. Those that are named after published ones say in their classes where they differ. */
@SuppressWarnings("ImmutableEnumChecker") // Constructors, and a set that nobody changes.
public enum ProgramKind {

    /** Windows of random blocks that go from thread to thread. */
    LARSON(Larson::new, 100, Need.ANY_THREAD_FREES),

    /** Generations of threads that exchange blocks. */
    MSTRESS(Mstress::new, 400, Need.ANY_THREAD_FREES),

    /** Some threads allocate, others free. */
    XMALLOC_TEST(XmallocTest::new, 100, Threads.from(2), Need.ANY_THREAD_FREES),

    /** Random sizes up to 16,000 bytes, some blocks left to other threads. */
    RPTEST(Rptest::new, 200, Need.ANY_THREAD_FREES),

    /** Small blocks at random places, few of them frequent. */
    ALLOC_TEST(AllocTest::new, 150),

    /** Small blocks written again and again, of which the first come from one thread. */
    CACHE_SCRATCH(CacheSharing::scratch, 1000, Need.ANY_THREAD_FREES),

    /** Small blocks written again and again. */
    CACHE_THRASH(CacheSharing::thrash, 1000),

    /** Blocks of one size, freed in order; one thread. */
    GLIBC_SIMPLE(GlibcSimple::new, 200, Threads.one()),

    /** A working set in each thread, up to 32 KiB a block. */
    GLIBC_THREAD(GlibcThread::new, 100),

    /** Blocks of 5 to 25 MiB; one thread. */
    MALLOC_LARGE(MallocLarge::new, 20, Threads.one()),

    /** Threads that leave blocks behind. */
    MLEAK(Mleak::new, 25, Need.ANY_THREAD_FREES),

    /** Runs of blocks of one size, freed in order and in reverse. */
    SH6BENCH(SmartHeapRuns::sh6bench, 50),

    /** The same, some freed by another thread. */
    SH8BENCH(SmartHeapRuns::sh8bench, 50, Need.ANY_THREAD_FREES),

    /** Buffers that are resized as they are written. */
    GROWING_BUFFERS(GrowingBuffers::new, 10),

    /** Aligned vectors of 1 to 2 MiB. */
    COLUMNAR_BATCHES(ColumnarBatches::new, 2, Need.ALIGNMENT),

    /** Nodes of a lock-free queue: allocated, retired and freed by different threads. */
    QUEUE_NODES(QueueNodes::new, 50, Threads.from(3), Need.ANY_THREAD_FREES, Need.ALIGNMENT, Need.ADDRESSES);

    private final Function<Setting, Program> maker;
    private final int timedScale;
    private final Threads threads;
    private final Set<Need> needs;

    /** How many threads a program can have. */
    private record Threads(int least, int greatest) {

        static Threads one() {
            return new Threads(1, 1);
        }

        static Threads from(int least) {
            return new Threads(least, Integer.MAX_VALUE);
        }
    }

    ProgramKind(Function<Setting, Program> maker, int timedScale, Need... needs) {
        this(maker, timedScale, Threads.from(1), needs);
    }

    ProgramKind(Function<Setting, Program> maker, int timedScale, Threads threads, Need... needs) {
        this.maker = maker;
        this.timedScale = timedScale;
        this.threads = threads;
        this.needs = Arrays.stream(needs).collect(Collectors.toCollection(() -> EnumSet.noneOf(Need.class)));
    }

    /**
     * A few programs that differ much, for a quick run.
     *
     * @return six of them
     */
    public static List<ProgramKind> quick() {
        return List.of(LARSON, MSTRESS, XMALLOC_TEST, SH8BENCH, GROWING_BUFFERS, QUEUE_NODES);
    }

    /**
     * Finds a program.
     *
     * @param word its name on the command line
     * @return the program
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ProgramKind named(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("bench: workload=" + word + " (expected " + words() + ")"));
    }

    /**
     * All names.
     *
     * @return the names, with commas between them
     */
    public static String words() {
        return Arrays.stream(values()).map(ProgramKind::word).collect(Collectors.joining(","));
    }

    /**
     * Its name on the command line.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * How many threads it takes.
     *
     * @param wanted how many were asked for
     * @return as many, or as near to it as it can
     */
    public int threads(int wanted) {
        return Math.clamp(wanted, threads.least(), threads.greatest());
    }

    /**
     * The scale at which a run takes some tens of milliseconds.
     *
     * @return the scale
     */
    public int timedScale() {
        return timedScale;
    }

    /**
     * Why a contender cannot run it.
     *
     * @param contender its name
     * @return the reason; empty if it can
     */
    public Optional<String> reasonAgainst(String contender) {
        return BlockSources.reasonAgainst(contender, needs);
    }

    /**
     * Makes the program, with empty tables.
     *
     * @param setting what it is given
     * @return the program, ready to run
     * @throws IllegalArgumentException if it cannot run with so many threads
     */
    Program open(Setting setting) {
        if (threads(setting.threads()) != setting.threads()) {
            throw new IllegalArgumentException(
                    word() + ": threads=" + setting.threads() + " (expected " + threads(setting.threads()) + ")");
        }
        return maker.apply(setting);
    }
}

package org.ccalloc.spi;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Sees whether a heap is forgotten, and then tells where it was made. Does not close the heap: addresses in it may still
 * be in use, which the garbage collector cannot know.
 */
final class HeapLeakWatch {

    /** A thread, hence not before there is a heap. */
    private static final class Reports {
        static final Cleaner CLEANER = Cleaner.create();
    }

    /**
     * Memory that was given to heaps which are forgotten by now. Never emptied: an automatic arena would free it, once nobody
     * has the segment.
     */
    private static final Queue<MemorySegment> KEPT = new ConcurrentLinkedQueue<>();

    private final Report report;
    private final Cleaner.Cleanable cleanable;

    private HeapLeakWatch(Report report, Cleaner.Cleanable cleanable) {
        this.report = report;
        this.cleanable = cleanable;
    }

    /**
     * Begins to watch.
     *
     * @param life an object that is reachable as long as the heap is
     * @param options of what is to be closed; the memory that they give is kept if it is not
     * @param allocatorName of what made it
     * @return the watch, to be ended when the heap is closed
     */
    static HeapLeakWatch over(Object life, HeapOptions options, String allocatorName) {
        return over(life, options, allocatorName, HeapLeakWatch::warn);
    }

    /**
     * Begins to watch.
     *
     * @param life an object that is reachable as long as the heap is
     * @param options of what is to be closed; the memory that they give is kept if it is not
     * @param allocatorName of what made it
     * @param log is told if it is not, once, by another thread; must not lead to the heap
     * @return the watch, to be ended when the heap is closed
     */
    static HeapLeakWatch over(Object life, HeapOptions options, String allocatorName, Consumer<String> log) {
        Report report = new Report(options, allocatorName, log);
        return new HeapLeakWatch(report, Reports.CLEANER.register(life, report));
    }

    /** Ends without a report. */
    void end() {
        report.closed = true;
        cleanable.clean();
    }

    private static void warn(String message) {
        System.getLogger("org.ccalloc").log(System.Logger.Level.WARNING, message);
    }

    /** What is left of a heap: no reference to it, or it would never be found forgotten. */
    private static final class Report implements Runnable {
        private static final int MOST_FRAMES = 3;

        private final HeapOptions options;
        private final String allocatorName;
        private final Consumer<String> log;

        /** Its stack is turned into words only for a report: most heaps are closed, and some do not live long. */
        private final Throwable creation = new Throwable();

        private volatile boolean closed;

        Report(HeapOptions options, String allocatorName, Consumer<String> log) {
            this.options = options;
            this.allocatorName = allocatorName;
            this.log = log;
        }

        @Override
        public void run() {
            if (!closed) {
                options.memory().ifPresent(KEPT::add);
                log.accept("heap: name=" + options.name() + ", allocator=" + allocatorName + ", created at " + creator()
                        + ", unreachable and not closed (expected close(); its memory stays taken)");
            }
        }

        /**
         * Whoever called {@code newHeap}, and from where: the outermost of its calls, as decorators pass it on; without
         * frames of the JDK, which pass on a method reference.
         */
        private String creator() {
            StackTraceElement[] frames = creation.getStackTrace();
            int creator = 0;
            for (int i = 0; i < frames.length; i++) {
                if (frames[i].getMethodName().equals("newHeap")) {
                    creator = i + 1;
                } else if (creator > 0) {
                    break;
                }
            }
            String places = Arrays.stream(frames)
                    .skip(creator)
                    .filter(frame -> !isOfJdk(frame))
                    .limit(MOST_FRAMES)
                    .map(StackTraceElement::toString)
                    .collect(Collectors.joining(", from "));
            return places.isEmpty() ? "an unknown place" : places;
        }

        private static boolean isOfJdk(StackTraceElement frame) {
            String module = frame.getModuleName();
            return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
        }
    }
}

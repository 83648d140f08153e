package org.ccalloc.spi;

import org.jspecify.annotations.Nullable;

/**
 * Lets {@link CcAllocators#get()} answer another allocator for a while [N12]: for tests of code that asks {@code get()}
 * itself. Not global: it holds for the thread that opened it and for threads which that thread, or one of those, starts
 * meanwhile; others see nothing of it, so that tests may run at the same time.
 *
 * <p>What it does not reach: an allocator that was asked for earlier and kept, in a static field, say; threads that were
 * there before, such as those of a common pool; threads made without inheritance ({@link
 * Thread.Builder#inheritInheritableThreadLocals}).
 *
 * @apiNote
 * {@snippet :
 * try (var redirection = CcAllocatorRedirection.to(mock)) {
 *     new Index().close(); // asks CcAllocators.get()
 * }
 * }
 */
public final class CcAllocatorRedirection implements AutoCloseable {

    /** Whether there ever was one: as long as not, {@code get()} pays for one read. */
    private static volatile boolean used;

    /** Apart, so that programs without redirections do not create it. */
    private static final class Innermost {
        static final InheritableThreadLocal<@Nullable CcAllocatorRedirection> OF_THREAD =
                new InheritableThreadLocal<>();
    }

    private final @Nullable CcAllocatorRedirection outer;

    /** Null once closed, so that a thread which lives on does not keep the allocator. */
    private volatile @Nullable CcAllocator target;

    private CcAllocatorRedirection(CcAllocator target, @Nullable CcAllocatorRedirection outer) {
        this.target = target;
        this.outer = outer;
    }

    /**
     * Opens a redirection, for the calling thread and those that it starts. Inside another one, the inner one holds.
     *
     * @param target what {@link CcAllocators#get()} answers
     * @return the redirection, to be closed by the same thread
     */
    public static CcAllocatorRedirection to(CcAllocator target) {
        used = true;
        var opened = new CcAllocatorRedirection(target, Innermost.OF_THREAD.get());
        Innermost.OF_THREAD.set(opened);
        return opened;
    }

    /**
     * Ends this redirection, for all threads that it held for. Does nothing the second time.
     */
    @Override
    @SuppressWarnings("ReferenceEquality") // this very one
    public void close() {
        target = null;
        if (Innermost.OF_THREAD.get() == this) {
            if (outer == null) {
                Innermost.OF_THREAD.remove();
            } else {
                Innermost.OF_THREAD.set(outer);
            }
        }
    }

    /** What holds for the calling thread, or null if nothing does. */
    static @Nullable CcAllocator currentTarget() {
        return used ? innermostTarget() : null;
    }

    private static @Nullable CcAllocator innermostTarget() {
        for (CcAllocatorRedirection at = Innermost.OF_THREAD.get(); at != null; at = at.outer) {
            CcAllocator target = at.target;
            if (target != null) {
                return target;
            }
        }
        return null;
    }
}

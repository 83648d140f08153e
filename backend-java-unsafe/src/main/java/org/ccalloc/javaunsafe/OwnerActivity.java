package org.ccalloc.javaunsafe;

/**
 * Tells whether a thread may be in the middle of work with its heap, from its stack. What the caller wrote before it asks, the
 * thread sees when it next begins such work, if it was not in the middle of any.
 *
 * @implNote To walk another thread's stack, a JVM stops that thread at a point where all it has done is in memory, or keeps it
 *     from returning out of native code meanwhile. It thus serves as the fence that the thread itself does not make, since it
 *     would cost every request: what others do with biased locks or {@code membarrier}.
 */
final class OwnerActivity {

    /** Through this class all work with heaps goes, from its begin to its end. */
    private static final String ENTRANCE = TieredMemory.class.getName();

    private OwnerActivity() {}

    /**
     * Whether a thread may be at work.
     *
     * @param thread not the calling one
     * @return false only if it is known not to be
     */
    static boolean mayBeAtWork(Thread thread) {
        if (!reportsItsOwnStack(thread)) {
            return true;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        if (!isComplete(stack, thread.getClass())) {
            return true;
        }
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(ENTRANCE)) {
                return true;
            }
        }
        return false;
    }

    private static boolean reportsItsOwnStack(Thread thread) {
        try {
            return thread.getClass().getMethod("getStackTrace").getDeclaringClass() == Thread.class;
        } catch (NoSuchMethodException _) {
            return false;
        }
    }

    /** Down to where a thread begins: the JVM may be told to report the uppermost frames only. */
    private static boolean isComplete(StackTraceElement[] stack, Class<?> threadType) {
        if (stack.length == 0) {
            return false;
        }
        StackTraceElement bottom = stack[stack.length - 1];
        boolean isRun = false;
        for (Class<?> type = threadType; type != null; type = type.getSuperclass()) {
            isRun |= bottom.getClassName().equals(type.getName());
        }
        return isRun
                ? bottom.getMethodName().equals("run")
                : bottom.getMethodName().equals("main");
    }
}

package org.ccalloc.mock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where an operation was called: the stack of the calling thread, cut down to what concerns the caller. */
final class CallSite {

    private static final int MOST_FRAMES = 24;

    /** The mock's own classes that may be on the stack between the caller and the capture. */
    private static final Set<String> OWN = Set.of(
            MockAllocator.class.getName(),
            BlockTable.class.getName(),
            FaultReport.class.getName(),
            MemoryFaultException.class.getName(),
            CallSite.class.getName());

    private static final String CONTRACT = "org.ccalloc.spi.";
    private static final List<String> CALLERS_OF_TESTS = List.of("jdk.internal.reflect.", "org.junit.");

    /** Captured by the JVM as a whole and decoded only when somebody reads it: that is the cheap way round. */
    private final @Nullable Throwable captured;

    private final StackTraceElement[] given;

    private CallSite(@Nullable Throwable captured, StackTraceElement[] given) {
        this.captured = captured;
        this.given = given;
    }

    CallSite(StackTraceElement[] given) {
        this(null, given);
    }

    /** The place of the call that is under way in this thread. */
    static CallSite here() {
        return new CallSite(new Throwable(), new StackTraceElement[0]);
    }

    /** The callers of the mock, innermost first. */
    List<StackTraceElement> frames() {
        List<StackTraceElement> all = Arrays.asList(captured == null ? given : captured.getStackTrace());
        int start = 0;
        while (start < all.size() && isOwn(all.get(start).getClassName())) {
            start++;
        }
        var frames = new ArrayList<StackTraceElement>();
        for (StackTraceElement frame : all.subList(start, all.size())) {
            boolean pastTheTest = CALLERS_OF_TESTS.stream().anyMatch(frame.getClassName()::startsWith);
            if (!frames.isEmpty() && (pastTheTest || frames.size() == MOST_FRAMES)) {
                break;
            }
            frames.add(frame);
        }
        return frames;
    }

    private static boolean isOwn(String className) {
        return className.startsWith(CONTRACT) || OWN.contains(className);
    }
}

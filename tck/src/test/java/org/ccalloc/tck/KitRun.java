package org.ccalloc.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * What came of running the kit's tests on an allocator: their names, with the messages of those that failed or were
 * skipped.
 *
 * @param passed tests that passed
 * @param failed tests that failed
 * @param skipped tests that were skipped
 */
record KitRun(Map<String, String> passed, Map<String, String> failed, Map<String, String> skipped) {

    /** The kit, on the allocator of the run. One run at a time. */
    static final class Subject extends CcAllocatorTck {

        private static Supplier<? extends CcAllocator> allocators = LibcAllocator::new;
        private static boolean checksThatNothingIsLeft;

        @Override
        protected CcAllocator createAllocator() {
            return allocators.get();
        }

        @Override
        protected void closeAllocator(CcAllocator created) {
            if (created instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        void checkThatNothingIsLeft() {
            if (checksThatNothingIsLeft) {
                super.checkThatNothingIsLeft();
            }
        }
    }

    /** Every test of the kit. */
    static List<Method> tests() {
        return Arrays.stream(Subject.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .toList();
    }

    static boolean isSlow(Method test) {
        return Arrays.stream(test.getAnnotationsByType(Tag.class))
                .anyMatch(tag -> tag.value().equals(CcAllocatorTck.SLOW));
    }

    static KitRun of(
            Supplier<? extends CcAllocator> allocators, boolean checksThatNothingIsLeft, Predicate<Method> which) {
        Subject.allocators = allocators;
        Subject.checksThatNothingIsLeft = checksThatNothingIsLeft;
        var run = new KitRun(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        EngineTestKit.engine("junit-jupiter")
                .selectors(tests().stream()
                        .filter(which)
                        .map(method -> selectMethod(Subject.class, method))
                        .toArray(DiscoverySelector[]::new))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .forEach(run::add);
        return run;
    }

    private void add(Event event) {
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        String test = ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getMethodName();
        String message = result.getThrowable()
                .map(thrown -> String.valueOf(thrown.getMessage()))
                .orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed.put(test, message);
            case FAILED -> failed.put(test, message);
            case ABORTED -> skipped.put(test, message);
        }
    }
}

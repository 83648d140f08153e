package org.ccalloc.mock.junit;

import java.lang.reflect.Method;
import java.util.List;
import org.ccalloc.mock.FailureRule;
import org.ccalloc.mock.MemoryFaultException;
import org.ccalloc.mock.MockAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;

/** A run of a test in which one request fails. */
final class FailingRun
        implements TestTemplateInvocationContext,
                BeforeEachCallback,
                BeforeTestExecutionCallback,
                InvocationInterceptor,
                AfterTestExecutionCallback,
                AfterEachCallback,
                ParameterResolver {

    private final CcMock mock;
    private final long number;
    private final CountingRun counted;
    private final List<Class<? extends Throwable>> expected;
    private long failedBefore;
    private boolean hasFailed;
    private List<StackTraceElement> failedAt = List.of();

    FailingRun(CcMock mock, long number, CountingRun counted, List<Class<? extends Throwable>> expected) {
        this.mock = mock;
        this.number = number;
        this.counted = counted;
        this.expected = expected;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
        return "allocation " + number + " of " + counted.requestCount() + " fails";
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        mock.beforeEach(context);
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        MockAllocator allocator = CcMock.mockOf(context);
        failedBefore = allocator.counts().failedCount();
        allocator.failWhen(FailureRule.nth(allocator.counts().requestCount() + number));
    }

    /** Not a handler of exceptions: JUnit takes an OutOfMemoryError that it sees for the end of everything. */
    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            MockAllocator allocator = CcMock.mockOf(context);
            failedAt = allocator.lastFailureTrace();
            hasFailed = allocator.counts().failedCount() > failedBefore;
            if (!hasFailed || expected.stream().noneMatch(type -> type.isInstance(e))) {
                throw mishandled(e.toString(), e);
            }
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        MockAllocator allocator = CcMock.mockOf(context);
        failedAt = allocator.lastFailureTrace();
        hasFailed = allocator.counts().failedCount() > failedBefore;
        allocator.failWhen(FailureRule.none());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            mock.afterEach(context);
        } catch (MemoryFaultException e) {
            throw mishandled(e.fault().toString(), e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return mock.supportsParameter(parameter, context);
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return mock.resolveParameter(parameter, context);
    }

    private AssertionError mishandled(String outcome, Throwable cause) {
        var text = new StringBuilder(getDisplayName(0))
                .append(": outcome=")
                .append(outcome)
                .append(" (expected success or ")
                .append(expected.stream().map(Class::getName).toList())
                .append(", and no fault)");
        text.append("\n  the allocation that failed:");
        if (!hasFailed) {
            text.append(" none; the requests are not the same in every run");
        } else if (failedAt.isEmpty()) {
            text.append(" (stack traces are off)");
        }
        failedAt.forEach(frame -> text.append("\n    at ").append(frame));
        return new AssertionError(text.toString(), cause);
    }
}

package org.ccalloc.mock.junit;

import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** The run of a test that counts its requests. */
final class CountingRun
        implements TestTemplateInvocationContext, BeforeTestExecutionCallback, AfterTestExecutionCallback {

    private final CcMock mock;
    private long before;
    private long requestCount;

    CountingRun(CcMock mock) {
        this.mock = mock;
    }

    /** Requests of the test method; 0 if it failed even so, since then there is nothing to learn. */
    long requestCount() {
        return requestCount;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
        return "no allocation fails";
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(mock, this);
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        before = CcMock.mockOf(context).counts().requestCount();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            requestCount = CcMock.mockOf(context).counts().requestCount() - before;
        }
    }
}

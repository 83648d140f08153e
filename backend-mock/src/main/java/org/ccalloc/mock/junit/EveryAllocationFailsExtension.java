package org.ccalloc.mock.junit;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ccalloc.mock.MockSettings;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes the runs of {@link EveryAllocationFails}. */
final class EveryAllocationFailsExtension implements TestTemplateInvocationContextProvider {

    /** For JUnit. */
    EveryAllocationFailsExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), EveryAllocationFails.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        List<Class<? extends Throwable>> expected =
                List.of(AnnotationSupport.findAnnotation(context.getTestMethod(), EveryAllocationFails.class)
                        .orElseThrow()
                        .expected());
        var counted = new CountingRun(new CcMock(MockSettings.DEFAULT));
        // The limit is asked for when the first run is over: JUnit takes one context after another.
        Stream<TestTemplateInvocationContext> failing = LongStream.iterate(
                        1, number -> number <= counted.requestCount(), number -> number + 1)
                .mapToObj(number -> new FailingRun(new CcMock(MockSettings.DEFAULT), number, counted, expected));
        return Stream.concat(Stream.of(counted), failing);
    }
}

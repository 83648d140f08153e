package org.ccalloc.mock.junit;

import java.lang.reflect.Method;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.MockSettings;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocatorRedirection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Gives each test a mock of its own, and fails the test at its end if a block leaked or memory was corrupted, naming
 * where the block was allocated.
 *
 * <p>Parameters of type {@link MockAllocator} or {@link CcAllocator} of tests and of methods before and after each test are
 * the mock. During the test, {@code CcAllocators.get()} answers the mock to the test's thread and to threads that it
 * starts; see {@link CcAllocatorRedirection} for what that does not reach. Tests may run in parallel.
 *
 * @apiNote
 * {@snippet :
 * @ExtendWith(CcMock.class)
 * class IndexTest {
 *     @Test
 *     void findsWhatWasAdded(CcAllocator allocator) {
 *         try (Index index = new Index(allocator)) {
 *             // ...
 *         }
 *     }
 * }
 * }
 * With other settings: {@snippet :
 * @RegisterExtension
 * static final CcMock MOCK = new CcMock(MockAllocator.builder().stackTraces(false).settings());
 * }
 */
public final class CcMock implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(CcMock.class);

    private final MockSettings settings;

    /** Gives mocks with the default settings. */
    public CcMock() {
        this(MockSettings.DEFAULT);
    }

    /**
     * Gives mocks with other settings.
     *
     * @param settings of each mock; the owner is the test
     */
    public CcMock(MockSettings settings) {
        this.settings = settings;
    }

    /**
     * What a test has.
     *
     * @param giver which gave it; of several extensions, the first
     * @param mock its mock
     * @param redirection of {@code CcAllocators.get()} to it
     */
    private record Equipment(CcMock giver, MockAllocator mock, CcAllocatorRedirection redirection) {}

    /**
     * Creates the mock, unless the test has one already.
     *
     * @param context the test
     */
    @Override
    public void beforeEach(ExtensionContext context) {
        if (equipmentOf(context) != null) {
            return; // of an extension of the class, while this one is of the method
        }
        MockAllocator mock = settings.toBuilder().owner(nameOf(context)).build();
        context.getStore(NAMESPACE).put(CcMock.class, new Equipment(this, mock, CcAllocatorRedirection.to(mock)));
    }

    /**
     * Ends the mock.
     *
     * @param context the test
     * @throws org.ccalloc.mock.MemoryFaultException if a block leaked, or there was or is another fault
     */
    @Override
    public void afterEach(ExtensionContext context) {
        Equipment equipment = context.getStore(NAMESPACE).remove(CcMock.class, Equipment.class);
        if (equipment != null) {
            equipment.redirection.close();
            equipment.mock.close();
        }
    }

    /**
     * Runs a test. That off-heap memory ran out is a failure of the test, while JUnit takes an {@link OutOfMemoryError}
     * for the end of the JVM and stops everything.
     *
     * @param invocation of the test
     * @param method of the test
     * @param context the test
     * @throws Throwable what the test throws
     */
    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    /**
     * Runs a test of a template, as {@link #interceptTestMethod} does.
     *
     * @param invocation of the test
     * @param method of the test
     * @param context the test
     * @throws Throwable what the test throws
     */
    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        interceptTestMethod(invocation, method, context);
    }

    /**
     * Runs a method that makes tests, as {@link #interceptTestMethod} does.
     *
     * @param <T> of what the method answers
     * @param invocation of the method
     * @param method that makes tests
     * @param context the test
     * @return what the method answers
     * @throws Throwable what the method throws
     */
    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return proceed(invocation, context);
    }

    /**
     * Runs a test that a method made, as {@link #interceptTestMethod} does.
     *
     * @param invocation of the test
     * @param dynamic the test
     * @param context the test
     * @throws Throwable what the test throws
     */
    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    /**
     * Runs a method before a test, as {@link #interceptTestMethod} does.
     *
     * @param invocation of the method
     * @param method before the test
     * @param context the test
     * @throws Throwable what the method throws
     */
    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    /**
     * Runs a method after a test, as {@link #interceptTestMethod} does.
     *
     * @param invocation of the method
     * @param method after the test
     * @param context the test
     * @throws Throwable what the method throws
     */
    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    private static <T extends @Nullable Object> T proceed(Invocation<T> invocation, ExtensionContext context)
            throws Throwable {
        try {
            return invocation.proceed();
        } catch (OutOfMemoryError e) {
            if (mockOf(context).counts().failedCount() == 0) {
                throw e;
            }
            throw new AssertionError(e.toString(), e);
        }
    }

    /**
     * Tells whether a parameter is the mock.
     *
     * @param parameter the parameter
     * @param context the test
     * @return true for the types of the mock, in methods that belong to a test
     */
    @Override
    @SuppressWarnings("ReferenceEquality") // this very one: JUnit allows one resolver to a parameter
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Equipment equipment = equipmentOf(context);
        return (type == MockAllocator.class || type == CcAllocator.class)
                && parameter.getDeclaringExecutable() instanceof Method
                && equipment != null
                && equipment.giver == this;
    }

    /**
     * Gives the mock.
     *
     * @param parameter the parameter
     * @param context the test
     * @return the mock of this test
     */
    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return mockOf(context);
    }

    static MockAllocator mockOf(ExtensionContext context) {
        Equipment equipment = equipmentOf(context);
        if (equipment == null) {
            throw new IllegalStateException("mock: test=" + nameOf(context) + " (expected to have one by now)");
        }
        return equipment.mock;
    }

    private static @Nullable Equipment equipmentOf(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(CcMock.class, Equipment.class);
    }

    private static String nameOf(ExtensionContext context) {
        String type = context.getTestClass().map(Class::getName).orElse("");
        String method = context.getTestMethod().map(Method::getName).orElse("");
        return type + "." + method + " [" + context.getDisplayName() + "]";
    }
}

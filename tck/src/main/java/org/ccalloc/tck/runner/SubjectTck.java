package org.ccalloc.tck.runner;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcAllocatorTck;
import org.jspecify.annotations.Nullable;

/** Runs in a child JVM: the kit, on the allocator that the child was started for. */
final class SubjectTck extends CcAllocatorTck {

    private static volatile @Nullable Class<?> subject;

    /**
     * Says what to test.
     *
     * @param type the allocator's class
     */
    static void testThe(Class<?> type) {
        subject = type;
    }

    /**
     * Creates an allocator as {@link java.util.ServiceLoader} does.
     *
     * @return a new one
     */
    static CcAllocator newSubject() {
        Class<?> type = subject;
        if (type == null) {
            throw new IllegalStateException("subject: class=null (expected the allocator's)");
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (CcAllocator) constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new AssertionError(
                    "constructor: class=" + type.getName() + ", exception=" + e.getCause() + " (expected none)",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("constructor: class=" + type.getName() + " (expected one without parameters)", e);
        }
    }

    @Override
    protected CcAllocator createAllocator() {
        return newSubject();
    }

    @Override
    protected void closeAllocator(CcAllocator created) {
        if (created instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new AssertionError("close: exception=" + e + " (expected none)", e);
            }
        }
    }
}

package org.ccalloc.mock.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * In place of {@code @Test}: runs the test method once to count its requests for memory, n, and then n times more, in which
 * the first, the second, ... the n-th request fails. Each of these runs must succeed or end in an error that is declared
 * here, and leave no leak nor any other fault behind; otherwise it fails, and names the request that was not handled.
 *
 * <p>Each run has a mock of its own, as with {@link CcMock}, which need not be there. Requests made before and after the test
 * method do not fail.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
// The first run tells how many there are.
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(EveryAllocationFailsExtension.class)
@SuppressWarnings("exports") // only JUnit looks at the extension
public @interface EveryAllocationFails {

    /**
     * In what a run may end whose allocation failed, success apart.
     *
     * @return the errors, subclasses included
     */
    Class<? extends Throwable>[] expected() default OutOfMemoryError.class;
}

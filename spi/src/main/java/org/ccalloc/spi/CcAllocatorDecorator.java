package org.ccalloc.spi;

/**
 * A service that may wrap the allocator which {@link CcAllocators#get()} answers: to record, to check, to emit events.
 *
 * <p>Found by {@link java.util.ServiceLoader}. Each decorator looks at a setting of its own and stands aside while that
 * is not given, so that a decorator's jar on the class path changes nothing by itself. Decorators are applied once, when
 * {@code get()} is first called, in the order of {@link #order()}, the lowest innermost.
 *
 * @see ForwardingCcAllocator
 */
public interface CcAllocatorDecorator {

    /**
     * The name under which {@link CcAllocators#explain()} shows this decorator.
     *
     * @return a short name, such as {@code "record"}
     */
    String name();

    /**
     * Where this decorator stands among others: the lowest number is next to the allocator.
     *
     * @return the position
     * @implSpec The default answers 0.
     */
    default int order() {
        return 0;
    }

    /**
     * Wraps the allocator, or does not.
     *
     * @param allocator what {@code get()} would answer without this decorator
     * @return an allocator that works on {@code allocator}, or {@code allocator} itself if the setting of this decorator
     *     is not given
     * @throws RuntimeException if the setting is given and cannot be honoured; {@code get()} passes it on
     */
    CcAllocator decorate(CcAllocator allocator);
}

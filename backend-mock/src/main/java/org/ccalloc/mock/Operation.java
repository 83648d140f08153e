package org.ccalloc.mock;

import java.util.Arrays;
import org.ccalloc.spi.CcAllocator;

/** What a program can ask an allocator to do. */
public enum Operation {
    /** {@link CcAllocator#alloc}, and a realloc of address 0. */
    ALLOC("alloc"),
    /** {@link CcAllocator#calloc}. */
    CALLOC("calloc"),
    /** {@link CcAllocator#allocAligned}, and an aligned realloc of address 0. */
    ALLOC_ALIGNED("allocAligned"),
    /** {@link CcAllocator#callocAligned}. */
    CALLOC_ALIGNED("callocAligned"),
    /** {@link CcAllocator#allocNode}. */
    ALLOC_NODE("allocNode"),
    /** {@link CcAllocator#realloc}. */
    REALLOC("realloc"),
    /** {@link CcAllocator#reallocAligned}. */
    REALLOC_ALIGNED("reallocAligned"),
    /** {@link CcAllocator#resizeInPlace}. */
    RESIZE_IN_PLACE("resizeInPlace"),
    /** {@link CcAllocator#free}. */
    FREE("free"),
    /** {@link CcAllocator#freeUnsized}. */
    FREE_UNSIZED("freeUnsized"),
    /** {@link CcAllocator#usableSize}. */
    USABLE_SIZE("usableSize"),
    /** {@link CcAllocator#trim}. */
    TRIM("trim");

    private final String methodName;

    Operation(String methodName) {
        this.methodName = methodName;
    }

    /**
     * The operation of a method.
     *
     * @param methodName the method's name
     * @return the operation
     */
    static Operation ofMethod(String methodName) {
        return Arrays.stream(values())
                .filter(operation -> operation.methodName.equals(methodName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "operation: " + methodName + " (expected one of " + Arrays.toString(values()) + ")"));
    }

    /**
     * The method of {@link CcAllocator}.
     *
     * @return its name
     */
    @Override
    public String toString() {
        return methodName;
    }
}

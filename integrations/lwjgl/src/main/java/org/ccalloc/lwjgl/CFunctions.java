package org.ccalloc.lwjgl;

import static org.lwjgl.system.APIUtil.apiCreateCIF;
import static org.lwjgl.system.MemoryUtil.memGetAddress;
import static org.lwjgl.system.MemoryUtil.memPutAddress;
import static org.lwjgl.system.Pointer.POINTER_SIZE;
import static org.lwjgl.system.libffi.LibFFI.ffi_type_pointer;
import static org.lwjgl.system.libffi.LibFFI.ffi_type_void;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.lwjgl.system.Callback;
import org.lwjgl.system.CallbackI;
import org.lwjgl.system.MemoryUtil.MemoryAllocator;
import org.lwjgl.system.ffm.FFM;

/**
 * An allocator's operations as C functions, for LWJGL's libraries to call: addresses of upcalls, made by LWJGL, which
 * live as long as the process. They, and not the functions of a native backend, so that every backend has them, statistics and decorators
 * see every block, and both sides keep one contract.
 *
 * @param malloc {@code void* malloc(size_t size)}
 * @param calloc {@code void* calloc(size_t num, size_t size)}
 * @param realloc {@code void* realloc(void* ptr, size_t size)}
 * @param free {@code void free(void* ptr)}
 * @param alignedAlloc {@code void* aligned_alloc(size_t alignment, size_t size)}
 * @param alignedFree {@code void aligned_free(void* ptr)}
 */
record CFunctions(long malloc, long calloc, long realloc, long free, long alignedAlloc, long alignedFree) {

    static CFunctions of(MemoryAllocator allocator) {
        try {
            // Not in the arena that the caller may have given LWJGL for its own upcalls: that is closed some day.
            return FFM.ffmScopedCall(Arena.global(), () -> made(allocator));
        } catch (NoClassDefFoundError withoutFfm) {
            // LWJGL repacked without its classes for Java 25: libffi makes the functions, in no arena.
            return made(allocator);
        }
    }

    private static CFunctions made(MemoryAllocator allocator) {
        OfOne malloc = allocator::malloc;
        OfTwo calloc = allocator::calloc;
        OfTwo realloc = allocator::realloc;
        Freeing free = allocator::free;
        OfTwo alignedAlloc = allocator::aligned_alloc;
        Freeing alignedFree = allocator::aligned_free;
        return new CFunctions(
                malloc.address(),
                calloc.address(),
                realloc.address(),
                free.address(),
                alignedAlloc.address(),
                alignedFree.address());
    }

    /** {@code void* f(size_t)}. */
    @FunctionalInterface
    interface OfOne extends CallbackI {
        /** How LWJGL makes the C function. */
        Callback.Descriptor DESCRIPTOR = new Callback.Descriptor(
                OfOne.class, MethodHandles.lookup(), apiCreateCIF(ffi_type_pointer, ffi_type_pointer));

        @Override
        default Callback.Descriptor getDescriptor() {
            return DESCRIPTOR;
        }

        @Override
        default void callback(long ret, long args) {
            memPutAddress(ret, invoke(memGetAddress(memGetAddress(args))));
        }

        long invoke(long argument);
    }

    /** {@code void* f(size_t, size_t)}. */
    @FunctionalInterface
    interface OfTwo extends CallbackI {
        /** How LWJGL makes the C function. */
        Callback.Descriptor DESCRIPTOR = new Callback.Descriptor(
                OfTwo.class,
                MethodHandles.lookup(),
                apiCreateCIF(ffi_type_pointer, ffi_type_pointer, ffi_type_pointer));

        @Override
        default Callback.Descriptor getDescriptor() {
            return DESCRIPTOR;
        }

        @Override
        default void callback(long ret, long args) {
            long first = memGetAddress(memGetAddress(args));
            long second = memGetAddress(memGetAddress(args + POINTER_SIZE));
            memPutAddress(ret, invoke(first, second));
        }

        long invoke(long first, long second);
    }

    /** {@code void f(void*)}. */
    @FunctionalInterface
    interface Freeing extends CallbackI {
        /** How LWJGL makes the C function. */
        Callback.Descriptor DESCRIPTOR = new Callback.Descriptor(
                Freeing.class, MethodHandles.lookup(), apiCreateCIF(ffi_type_void, ffi_type_pointer));

        @Override
        default Callback.Descriptor getDescriptor() {
            return DESCRIPTOR;
        }

        @Override
        default void callback(long ret, long args) {
            invoke(memGetAddress(memGetAddress(args)));
        }

        void invoke(long address);
    }
}

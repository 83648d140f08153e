package org.ccalloc.bench.contender;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;

/**
 * The functions of mimalloc through critical method handles, and nothing else: no check of an argument, no statistics, no long
 * calls. What this takes is what a call from Java takes; what our allocator takes beyond it is the contract's.
 */
@SuppressWarnings("restricted") // children that measure are started with native access
class BareMimalloc implements CcAllocator {

    /** The library file. */
    static final Path LIBRARY = Path.of(System.getProperty(Contenders.BARE_LIBRARY_PROPERTY, "none"));

    private static final SymbolLookup FUNCTIONS = SymbolLookup.libraryLookup(LIBRARY, Arena.global());

    private static final MethodHandle MALLOC = returningLong("mi_malloc", 1);
    private static final MethodHandle CALLOC = returningLong("mi_calloc", 2);
    private static final MethodHandle MALLOC_ALIGNED = returningLong("mi_malloc_aligned", 2);
    private static final MethodHandle REALLOC = returningLong("mi_realloc", 2);
    private static final MethodHandle USABLE_SIZE = returningLong("mi_usable_size", 1);
    private static final MethodHandle FREE = returningNothing("mi_free", 1);

    /** For heaps only: bound when first needed. */
    private static final class OfHeaps {
        static final MethodHandle NEW = returningLong("mi_heap_new", 0);
        static final MethodHandle MALLOC = returningLong("mi_heap_malloc", 2);
        static final MethodHandle DESTROY = returningNothing("mi_heap_destroy", 1);
    }

    static MethodHandle returningLong(String name, int parameters) {
        return bind(name, FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs(parameters)));
    }

    private static MethodHandle returningNothing(String name, int parameters) {
        return bind(name, FunctionDescriptor.ofVoid(longs(parameters)));
    }

    private static MemoryLayout[] longs(int count) {
        MemoryLayout[] layouts = new MemoryLayout[count];
        Arrays.fill(layouts, ValueLayout.JAVA_LONG);
        return layouts;
    }

    private static MethodHandle bind(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(FUNCTIONS.findOrThrow(name), type, Linker.Option.critical(false));
    }

    static IllegalStateException unexpected(Throwable thrown) {
        return new IllegalStateException("bare call: " + thrown, thrown);
    }

    @Override
    public String name() {
        return Contenders.BARE_CALLS;
    }

    @Override
    public long alloc(long byteSize) {
        try {
            return (long) MALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        try {
            return (long) CALLOC.invokeExact(count, elementByteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        try {
            return (long) MALLOC_ALIGNED.invokeExact(byteSize, byteAlignment);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        try {
            return (long) REALLOC.invokeExact(address, newByteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void free(long address, long byteSize) {
        freeUnsized(address);
    }

    @Override
    public void freeUnsized(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long usableSize(long address) {
        try {
            return (long) USABLE_SIZE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public CcHeap newHeap(HeapOptions options) {
        try {
            return new BareHeap((long) OfHeaps.NEW.invokeExact());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Allocates and is closed. */
    private final class BareHeap implements CcHeap {
        private final long heap;

        BareHeap(long heap) {
            this.heap = heap;
        }

        @Override
        public String name() {
            return BareMimalloc.this.name();
        }

        @Override
        public long alloc(long byteSize) {
            beforeHeapCall();
            try {
                return (long) OfHeaps.MALLOC.invokeExact(heap, byteSize);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        @Override
        public void close() {
            try {
                OfHeaps.DESTROY.invokeExact(heap);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        @Override
        public long allocAligned(long byteSize, long byteAlignment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void free(long address, long byteSize) {
            freeUnsized(address);
        }

        @Override
        public void freeUnsized(long address) {
            BareMimalloc.this.freeUnsized(address);
        }

        @Override
        public long usableSize(long address) {
            return BareMimalloc.this.usableSize(address);
        }

        @Override
        public boolean owns(long address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isClosed() {
            throw new UnsupportedOperationException();
        }
    }

    /** Before a heap allocates. */
    void beforeHeapCall() {}
}

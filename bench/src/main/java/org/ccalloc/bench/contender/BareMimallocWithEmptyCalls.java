package org.ccalloc.bench.contender;

import java.lang.invoke.MethodHandle;

/** The same, with a call of a function before each that only returns a number: what that adds is what a call takes by itself. */
final class BareMimallocWithEmptyCalls extends BareMimalloc {

    private static final MethodHandle VERSION = returningLong("mi_version", 0);

    private static void call() {
        try {
            long _ = (long) VERSION.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public String name() {
        return Contenders.BARE_AND_EMPTY_CALLS;
    }

    @Override
    public long alloc(long byteSize) {
        call();
        return super.alloc(byteSize);
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        call();
        return super.calloc(count, elementByteSize);
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        call();
        return super.allocAligned(byteSize, byteAlignment);
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        call();
        return super.realloc(address, oldByteSize, newByteSize);
    }

    @Override
    public void freeUnsized(long address) {
        call();
        super.freeUnsized(address);
    }

    @Override
    void beforeHeapCall() {
        call();
    }
}

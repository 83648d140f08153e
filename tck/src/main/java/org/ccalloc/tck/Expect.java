package org.ccalloc.tck;

import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.ccalloc.spi.CcAllocator;

/** What a single call may answer. Messages show the call as it would be written. */
final class Expect {

    /** A call whose result does not matter. */
    @FunctionalInterface
    interface Call {
        void run();
    }

    private Expect() {}

    /**
     * Fails if there is no block.
     *
     * @param call the call, for the message
     * @param address what it answered
     * @return the address
     */
    static long block(String call, long address) {
        if (address == 0) {
            throw new AssertionError(call + ": address=0x0 (expected a block)");
        }
        return address;
    }

    /**
     * Fails if there is a block, or an exception.
     *
     * @param description the call, for the message
     * @param call the call
     */
    static void noBlock(String description, LongSupplier call) {
        long address = answer(description, call);
        if (address != 0) {
            throw new AssertionError(description + ": address=" + Block.hex(address) + " (expected 0)");
        }
    }

    /**
     * Fails if a call that may not be met throws instead of answering 0. JUnit would end at an {@link OutOfMemoryError}.
     *
     * @param description the call, for the message
     * @param call the call
     * @return what it answered
     */
    static long answer(String description, LongSupplier call) {
        try {
            return call.getAsLong();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new AssertionError(description + ": " + e + " (expected no exception)", e);
        }
    }

    /**
     * Fails if an address is not aligned.
     *
     * @param call the call, for the message
     * @param address what it answered
     * @param byteAlignment what the address has to be a multiple of
     */
    static void aligned(String call, long address, long byteAlignment) {
        if (!isAligned(address, byteAlignment)) {
            throw new AssertionError(
                    call + ": address=" + Block.hex(address) + " (expected a multiple of " + byteAlignment + ")");
        }
    }

    /**
     * Fails if an address has not the alignment that a size brings with it [A01, A02].
     *
     * @param call the call, for the message
     * @param address what it answered
     * @param byteSize the size asked for
     */
    static void naturallyAligned(String call, long address, long byteSize) {
        aligned(call, address, byteSize >= 16 ? 16 : CcAllocator.MIN_BYTE_ALIGNMENT);
    }

    static boolean isAligned(long address, long byteAlignment) {
        return (address & (byteAlignment - 1)) == 0;
    }

    /**
     * Fails unless a call is refused with an {@link IllegalArgumentException} that names a value.
     *
     * @param description the call, for the message
     * @param value what the exception has to name
     * @param call the call
     */
    static void refused(String description, long value, Call call) {
        try {
            call.run();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            if (!Pattern.compile("(?<![-\\d])" + value + "(?!\\d)")
                    .matcher(message)
                    .find()) {
                throw new AssertionError(
                        description + ": message=\"" + message + "\" (expected one that names " + value + ")", e);
            }
            return;
        } catch (RuntimeException e) {
            throw new AssertionError(description + ": " + e + " (expected an IllegalArgumentException)", e);
        }
        throw new AssertionError(
                description + ": no exception (expected an IllegalArgumentException that names " + value + ")");
    }
}

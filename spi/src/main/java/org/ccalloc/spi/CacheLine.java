package org.ccalloc.spi;

import java.util.Locale;

/**
 * The unit in which processors share memory: what {@link CcAllocator#allocNode} aligns and pads to.
 *
 * <p>64 bytes; 128 on Apple silicon, whose {@code hw.cachelinesize} says so.
 */
public final class CacheLine {

    private static final long BYTE_SIZE =
            byteSizeOn(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));

    private CacheLine() {}

    /**
     * Bytes of a cache line on this machine, a power of two.
     *
     * @return 64 or 128
     */
    public static long byteSize() {
        return BYTE_SIZE;
    }

    /**
     * Rounds a size up to whole cache lines.
     *
     * @param byteSize bytes, 0 or more
     * @return the least multiple of {@link #byteSize()} that holds {@code byteSize}; 0 if it does not fit a
     *     {@code long}
     */
    public static long roundUp(long byteSize) {
        // Past Long.MAX_VALUE the sum turns negative.
        long rounded = (byteSize + BYTE_SIZE - 1) & -BYTE_SIZE;
        return rounded < 0 ? 0 : rounded;
    }

    static long byteSizeOn(String osName, String osArch) {
        boolean apple = osName.toLowerCase(Locale.ROOT).startsWith("mac");
        return apple && osArch.equals("aarch64") ? 128 : 64;
    }
}

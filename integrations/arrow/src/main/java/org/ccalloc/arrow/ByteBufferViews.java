package org.ccalloc.arrow;

import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Arrow's buffers as {@link java.nio.ByteBuffer}s. For those it needs a JVM flag that its own exception does not name; all
 * else works without, so that the lack is a warning. Initialized once, which makes it a single one.
 */
final class ByteBufferViews {

    static {
        if (!available()) {
            System.getLogger("org.ccalloc")
                    .log(
                            System.Logger.Level.WARNING,
                            "Arrow's buffers as ByteBuffers: java.nio.DirectByteBuffer.<init>(long, int)=closed to Arrow"
                                    + " (expected to be open: Arrow's files, streams and nioBuffer() throw"
                                    + " UnsupportedOperationException without; add " + flag()
                                    + " to the java command)");
        }
    }

    private ByteBufferViews() {}

    /** The first call does, by initializing this class. */
    static void warnOnceIfUnavailable() {}

    private static boolean available() {
        try {
            // Of no bytes, so that any address does.
            MemoryUtil.directBuffer(0, 0);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private static String flag() {
        Module arrow = MemoryUtil.class.getModule();
        return "--add-opens=java.base/java.nio=" + (arrow.isNamed() ? arrow.getName() : "ALL-UNNAMED");
    }
}

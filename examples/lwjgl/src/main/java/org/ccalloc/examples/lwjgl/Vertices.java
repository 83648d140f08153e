package org.ccalloc.examples.lwjgl;

import java.nio.FloatBuffer;
import org.lwjgl.system.MemoryUtil;

/**
 * A buffer of vertices, which grew while it was filled. Nothing here knows where LWJGL's memory comes from.
 *
 * @param count of vertices
 * @param resizes how often the buffer was made larger
 * @param last of the numbers in it
 */
record Vertices(int count, int resizes, float last) {

    private static final int COORDINATES = 3;
    private static final int FIRST_CAPACITY = 16;

    /**
     * Fills the buffer and frees it.
     *
     * @param count of vertices
     * @return what was in it
     */
    static Vertices of(int count) {
        int resizes = 0;
        FloatBuffer buffer = MemoryUtil.memAllocFloat(FIRST_CAPACITY * COORDINATES);
        try {
            for (int i = 0; i < count; i++) {
                if (!buffer.hasRemaining()) {
                    buffer = MemoryUtil.memRealloc(buffer, 2 * buffer.capacity());
                    resizes++;
                }
                buffer.put(i).put(-i).put(1);
            }
            return new Vertices(count, resizes, buffer.get(buffer.position() - COORDINATES));
        } finally {
            MemoryUtil.memFree(buffer);
        }
    }
}

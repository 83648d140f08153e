package org.ccalloc.examples.lwjgl;

import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.MemoryUtil.MemoryAllocator;

/** Memory as a C library takes it that was given LWJGL's allocator: by the addresses of its functions. */
final class TextOfC {

    private TextOfC() {}

    /**
     * Writes a text into a block that C allocates, and reads it, before C frees the block.
     *
     * @param text to write
     * @return what was read
     */
    static String copied(String text) {
        MemoryAllocator functions = MemoryUtil.getAllocator();
        int byteSize = MemoryUtil.memLengthUTF8(text, true);
        long block = JNI.invokePP((long) byteSize, functions.getMalloc());
        if (block == MemoryUtil.NULL) {
            throw new OutOfMemoryError("malloc: size=" + byteSize);
        }
        MemoryUtil.memUTF8(text, true, MemoryUtil.memByteBuffer(block, byteSize));
        String read = MemoryUtil.memUTF8(block);
        JNI.invokePV(block, functions.getFree());
        return read;
    }
}

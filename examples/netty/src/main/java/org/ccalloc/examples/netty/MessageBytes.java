package org.ccalloc.examples.netty;

import java.util.SplittableRandom;

/** The messages of one connection: the same whenever they are made up from the same seed. */
final class MessageBytes {

    private final SplittableRandom sizes;
    private final SplittableRandom bytes;
    private final int maxByteSize;

    MessageBytes(long seed, int maxByteSize) {
        this.sizes = new SplittableRandom(seed);
        this.bytes = new SplittableRandom(seed + 1);
        this.maxByteSize = maxByteSize;
    }

    int nextByteSize() {
        return sizes.nextInt(1, maxByteSize + 1);
    }

    byte nextByte() {
        return (byte) bytes.nextInt();
    }
}

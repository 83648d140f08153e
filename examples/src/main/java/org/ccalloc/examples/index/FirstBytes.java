package org.ccalloc.examples.index;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends after so many bytes, if not before. */
final class FirstBytes extends FilterInputStream {

    private long left;

    FirstBytes(InputStream in, long byteLimit) {
        super(in);
        this.left = byteLimit;
    }

    @Override
    public int read() throws IOException {
        int value = left <= 0 ? -1 : super.read();
        left -= value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = left <= 0 ? -1 : super.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

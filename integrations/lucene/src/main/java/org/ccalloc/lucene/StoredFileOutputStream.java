package org.ccalloc.lucene;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.lucene.store.AlreadyClosedException;

/** Writes a file, whose holder it is until it is closed. */
final class StoredFileOutputStream extends OutputStream {

    private final StoredFile file;
    private boolean failed;
    private boolean closed;

    StoredFileOutputStream(StoredFile file) {
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new AlreadyClosedException("output: closed=true (expected an open output)");
        }
        boolean done = false;
        try {
            file.append(bytes, offset, length);
            done = true;
        } finally {
            failed |= !done;
        }
    }

    /** Makes the file readable, unless it lacks something. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (failed) {
                file.abandon();
            } else {
                file.finish();
            }
        } finally {
            file.release();
        }
    }
}

package org.ccalloc.examples.index;

import java.io.IOException;
import java.io.InputStream;

/**
 * A piece of text to index.
 *
 * @param name for people to read
 * @param byteSize bytes, as far as that is known beforehand
 * @param opening how to open it
 */
public record Document(String name, long byteSize, Opening opening) {

    /** Opens the text of a document. */
    @FunctionalInterface
    public interface Opening {

        /**
         * Opens the text from its start; may be called by any thread.
         *
         * @return its bytes, for the caller to close
         * @throws IOException if it cannot be opened
         */
        InputStream open() throws IOException;
    }

    /** The start of this document, of so many bytes. */
    Document first(long byteLimit) {
        return new Document(name, Math.min(byteSize, byteLimit), () -> new FirstBytes(opening.open(), byteLimit));
    }
}

package org.ccalloc.examples.netty;

/**
 * What the clients do to the server.
 *
 * @param connections at once
 * @param messages on each connection
 * @param maxMessageByteSize the largest message; the others are of any size up to it
 */
record Load(int connections, int messages, int maxMessageByteSize) {

    /** Messages that a client has under way at most. */
    static final int WINDOW = 16;
}

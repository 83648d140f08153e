package org.ccalloc.bench.measure;

/** Says nothing. */
final class SilentProgress implements Progress {

    @Override
    public void begin(String what) {}

    @Override
    public void end(long expectedMillis) {}
}

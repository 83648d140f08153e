package org.ccalloc.trace.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcAllocatorTck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** An allocator that is recorded keeps the contract. */
class RecordingTckTest extends CcAllocatorTck {

    @TempDir
    private static Path directory;

    /** Of one test. */
    private final Recording recording = start();

    private static Recording start() {
        try {
            return Recording.start(directory.resolve("trace"), "kit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected CcAllocator createAllocator() {
        return recording.of(ServiceLoader.load(CcAllocator.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(allocator -> allocator.name().equals("mimalloc"))
                .findFirst()
                .orElseThrow());
    }

    @AfterEach
    void endRecording() {
        recording.close();
    }
}

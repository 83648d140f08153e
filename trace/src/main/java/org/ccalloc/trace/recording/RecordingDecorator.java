package org.ccalloc.trace.recording;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocatorDecorator;

/**
 * Records what a program does with {@code CcAllocators.get()} if {@value #PROPERTY} names a file, until the JVM ends.
 *
 * <p>If the file cannot be written, one warning is logged, and the program runs without being recorded.
 */
@SuppressWarnings("exports") // who uses it needs no annotation
@AutoService(CcAllocatorDecorator.class)
public final class RecordingDecorator implements CcAllocatorDecorator {

    /** System property, the file to record to: {@value}. */
    public static final String PROPERTY = "ccalloc.record";

    /** Outside of others: what is recorded is what the program asks for. */
    private static final int ORDER = 1000;

    /** For {@link java.util.ServiceLoader}. */
    public RecordingDecorator() {}

    static void warn(String message) {
        System.getLogger("org.ccalloc").log(System.Logger.Level.WARNING, "recording: " + message);
    }

    @Override
    public String name() {
        return "record";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public CcAllocator decorate(CcAllocator allocator) {
        String file = System.getProperty(PROPERTY);
        if (file == null) {
            return allocator;
        }
        try {
            Recording recording = Recording.start(Path.of(file), allocator.name());
            Runtime.getRuntime().addShutdownHook(new Thread(recording::close, "ccalloc recording"));
            return recording.of(allocator);
        } catch (IOException | InvalidPathException e) {
            warn(PROPERTY + "=" + file + " cannot be written (expected a file), nothing is recorded: " + e);
        } catch (IllegalStateException e) {
            warn("nothing is recorded, since the JVM is ending");
        }
        return allocator;
    }
}

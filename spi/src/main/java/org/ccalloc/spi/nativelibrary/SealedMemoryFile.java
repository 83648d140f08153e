package org.ccalloc.spi.nativelibrary;

import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file that exists in memory only and can no longer be changed: Linux' {@code memfd_create} with all seals.
 *
 * <p>It needs no directory, so {@code /tmp} may be read-only or {@code noexec}; nobody else can get at it, and nothing
 * is left behind. Its descriptor is never closed: glibc knows a library by its path, and {@code /proc/self/fd/7} must
 * not come to mean another file.
 */
final class SealedMemoryFile {

    // linux/memfd.h
    private static final long MFD_CLOEXEC = 1;
    private static final long MFD_ALLOW_SEALING = 2;
    private static final long MFD_EXEC = 0x10;
    // linux/fcntl.h
    private static final long F_ADD_SEALS = 1033;
    private static final long ALL_SEALS = 0xf; // F_SEAL_SEAL, _SHRINK, _GROW, _WRITE

    /** {@code int memfd_create(const char *name, unsigned int flags)}. */
    private final MethodHandle memfdCreate;
    /**
     * {@code int fcntl(int fd, int cmd, ...)}, the seals being the third argument: Linux' platforms pass variable arguments
     * as they do others.
     */
    private final MethodHandle fcntl;

    private SealedMemoryFile(MethodHandle memfdCreate, MethodHandle fcntl) {
        this.memfdCreate = memfdCreate;
        this.fcntl = fcntl;
    }

    /**
     * Binds the functions that this takes, which is most of the work.
     *
     * @return empty if this system does not have them
     */
    @SuppressWarnings("restricted")
    static Optional<SealedMemoryFile> bind() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> memfdCreate = linker.defaultLookup().find("memfd_create");
        Optional<MemorySegment> fcntl = linker.defaultLookup().find("fcntl");
        if (memfdCreate.isEmpty() || fcntl.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SealedMemoryFile(
                linker.downcallHandle(memfdCreate.get(), LibraryBinding.INTEGERS, Linker.Option.critical(false)),
                linker.downcallHandle(fcntl.get(), LibraryBinding.INTEGERS, Linker.Option.critical(false))));
    }

    /**
     * Creates a file.
     *
     * @param name what {@code /proc/self/maps} shows
     * @param content its bytes
     * @return its path under {@code /proc/self/fd}; empty if this system does not do that
     */
    Optional<String> create(String name, byte[] content) {
        // A direct buffer: the JVM has used some before it gets here, and no Arena yet.
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer nameInC = ByteBuffer.allocateDirect(text.length + 1).put(text);
        try {
            long nameAddress = MemorySegment.ofBuffer(nameInC.clear()).address();
            int fd = (int) (long) memfdCreate.invokeExact(nameAddress, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC, 0L);
            if (fd < 0) {
                // Kernels before 6.3 do not know MFD_EXEC.
                fd = (int) (long) memfdCreate.invokeExact(nameAddress, MFD_CLOEXEC | MFD_ALLOW_SEALING, 0L);
            }
            if (fd < 0) {
                return Optional.empty();
            }
            String path = "/proc/self/fd/" + fd;
            try (FileOutputStream file = new FileOutputStream(path)) {
                file.write(content);
            }
            int sealed = (int) (long) fcntl.invokeExact((long) fd, F_ADD_SEALS, ALL_SEALS);
            return sealed == 0 ? Optional.of(path) : Optional.empty();
        } catch (IOException e) {
            // No /proc, say. The descriptor stays open and harmless; there is one attempt per process.
            return Optional.empty();
        } catch (Throwable e) {
            throw LibraryBinding.unexpected(e);
        } finally {
            Reference.reachabilityFence(nameInC);
        }
    }
}

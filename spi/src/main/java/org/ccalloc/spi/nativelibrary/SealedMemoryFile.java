package org.ccalloc.spi.nativelibrary;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    // linux/fcntl.h
    private static final int F_ADD_SEALS = 1033;
    private static final int ALL_SEALS = 0xf; // F_SEAL_SEAL, _SHRINK, _GROW, _WRITE

    private final MethodHandle memfdCreate;
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
                // int memfd_create(const char *name, unsigned int flags)
                linker.downcallHandle(memfdCreate.get(), FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT)),
                // int fcntl(int fd, int cmd, ... /* int seals */)
                linker.downcallHandle(
                        fcntl.get(),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                        Linker.Option.firstVariadicArg(2))));
    }

    /**
     * Creates a file.
     *
     * @param name what {@code /proc/self/maps} shows
     * @param content its bytes
     * @return its path under {@code /proc/self/fd}; empty if this system does not do that
     */
    Optional<String> create(String name, byte[] content) {
        try (Arena arena = Arena.ofConfined()) {
            long nameInC = arena.allocateFrom(name).address();
            int fd = (int) memfdCreate.invokeExact(nameInC, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
            if (fd < 0) {
                // Kernels before 6.3 do not know MFD_EXEC.
                fd = (int) memfdCreate.invokeExact(nameInC, MFD_CLOEXEC | MFD_ALLOW_SEALING);
            }
            if (fd < 0) {
                return Optional.empty();
            }
            Path path = Path.of("/proc/self/fd/" + fd);
            Files.write(path, content);
            int sealed = (int) fcntl.invokeExact(fd, F_ADD_SEALS, ALL_SEALS);
            return sealed == 0 ? Optional.of(path.toString()) : Optional.empty();
        } catch (IOException e) {
            // No /proc, say. The descriptor stays open and harmless; there is one attempt per process.
            return Optional.empty();
        } catch (Throwable e) {
            throw LibraryBinding.unexpected(e);
        }
    }
}

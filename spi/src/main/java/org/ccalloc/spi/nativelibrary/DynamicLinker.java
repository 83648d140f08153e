package org.ccalloc.spi.nativelibrary;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Opens libraries: once per process, on a thread that stays, and with the system's own words when that fails. */
final class DynamicLinker {

    private static final int RTLD_NOW = 2;

    /** Start of the system properties by which class loaders tell each other where a library is; its key follows. */
    private static final String PUBLISHED = "org.ccalloc.loaded.";

    private DynamicLinker() {}

    /**
     * A library that was opened.
     *
     * @param symbols its functions
     * @param thread the thread that loaded it, for tasks that have to do with it; only for the class loader that was the
     *     first
     */
    record Opened(SymbolLookup symbols, Optional<ScheduledExecutorService> thread) {}

    /**
     * The lock for a library. Class loaders of a process share nothing but the JDK's own objects: an interned string is
     * such an object, and its text is ours alone.
     *
     * @param key what identifies the library in this process
     * @return the monitor to hold while looking for, opening and publishing it
     */
    static Object lock(String key) {
        return (PUBLISHED + key).intern();
    }

    /**
     * Where a library is that this process has already, through whatever class loader.
     *
     * @param key what identifies the library in this process
     * @return the path to open it by
     */
    static Optional<String> published(String key) {
        return Optional.ofNullable(System.getProperty(PUBLISHED + key));
    }

    /**
     * Opens a library for good, and publishes its path for other class loaders.
     *
     * <p>The thread that loads it lives as long as the process: mimalloc 3.5.0 never learns of the end of the thread that
     * loaded it (its issue 1393). The thread is a daemon, and once the task is done nothing on its stack, nor its
     * factory, nor its context class loader, belongs to this library's class loader, which can therefore be collected.
     *
     * @param key what identifies the library in this process
     * @param path a path, or a name for the system's own search; not looked at if the library is published
     * @return the library
     * @throws IllegalArgumentException if it cannot be opened
     * @throws IllegalCallerException if the JVM denies native access
     */
    static Opened open(String key, String path) {
        synchronized (lock(key)) {
            Optional<String> published = published(key);
            if (published.isPresent()) {
                return new Opened(openHere(published.get()), Optional.empty());
            }
            ScheduledThreadPoolExecutor permanent = new ScheduledThreadPoolExecutor(
                    1,
                    Thread.ofPlatform()
                            .daemon()
                            .name("ccalloc-native-library")
                            .inheritInheritableThreadLocals(false)
                            .factory());
            boolean opened = false;
            try {
                SymbolLookup symbols = Patience.await(permanent.submit(() -> openHere(path)));
                System.setProperty(PUBLISHED + key, path);
                opened = true;
                return new Opened(symbols, Optional.of(permanent));
            } catch (ExecutionException e) {
                throw LibraryBinding.unexpected(e.getCause() == null ? e : e.getCause());
            } finally {
                if (!opened) {
                    permanent.shutdown();
                }
            }
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup openHere(String path) {
        return SymbolLookup.libraryLookup(path, Arena.global());
    }

    /**
     * Why a library cannot be opened, in the words of the system's dynamic linker, which the JVM keeps to itself.
     *
     * @param path what could not be opened
     * @return the reason; a general one where the linker cannot be asked
     */
    @SuppressWarnings("restricted")
    static String reason(String path) {
        Linker linker = Linker.nativeLinker();
        var dlopen = linker.defaultLookup().find("dlopen");
        var dlerror = linker.defaultLookup().find("dlerror");
        if (dlopen.isEmpty() || dlerror.isEmpty()) {
            return "the system's dynamic linker refuses it";
        }
        try (Arena arena = Arena.ofConfined()) {
            var open = linker.downcallHandle(dlopen.get(), FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
            var error = linker.downcallHandle(dlerror.get(), FunctionDescriptor.of(ADDRESS));
            MemorySegment handle = (MemorySegment) open.invokeExact(arena.allocateFrom(path), RTLD_NOW);
            MemorySegment message = (MemorySegment) error.invokeExact();
            return !handle.equals(MemorySegment.NULL) || message.equals(MemorySegment.NULL)
                    ? "the system's dynamic linker refused it"
                    : message.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw LibraryBinding.unexpected(e);
        }
    }
}

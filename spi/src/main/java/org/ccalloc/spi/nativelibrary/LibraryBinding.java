package org.ccalloc.spi.nativelibrary;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ccalloc.spi.Availability;

/**
 * A C library that was loaded, or the reason why it was not. Making one never throws, so that it can stand in a static
 * initializer beside the handles that it gives: if the library is missing, they throw when they are called, with the
 * reason.
 *
 * <p><strong>Short and long calls.</strong> A {@linkplain #shortCall short call} costs a third of a {@linkplain #call
 * long one}, but the JVM cannot reach a safepoint while it runs: it is for what takes microseconds. What may take
 * longer (requests and sized frees from {@link #SHORT_CALL_BYTE_LIMIT} up, frees of unknown size, trimming, destroying a
 * heap) is a long call.
 *
 * <p><strong>Thread safety.</strong> All operations may be called by any thread.
 *
 * @apiNote {@snippet :
 * static final LibraryBinding LIBRARY = LibraryBinding.of(DESCRIPTION);
 * static final MethodHandle MALLOC = LIBRARY.shortCall("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
 * }
 */
public final class LibraryBinding {

    /** Requests and sized frees of this many bytes or more are long calls: 1 MiB. */
    public static final long SHORT_CALL_BYTE_LIMIT = 1 << 20;

    private final Optional<LoadedLibrary> library;

    /** Why there is no library, and what to do; for nothing if there is one. */
    private final Availability.Unavailable failure;

    private LibraryBinding(Optional<LoadedLibrary> library, Availability.Unavailable failure) {
        this.library = library;
        this.failure = failure;
    }

    /**
     * Loads a library; once in a process, however often and by however many class loaders this is called.
     *
     * @param description which library
     * @return the binding, also if the library could not be loaded
     */
    public static LibraryBinding of(LibraryDescription description) {
        try {
            return new LibraryBinding(
                    Optional.of(LoadedLibrary.load(description)), new Availability.Unavailable("", ""));
        } catch (LibraryUnavailableException e) {
            return new LibraryBinding(Optional.empty(), e.availability());
        }
    }

    /**
     * Whether the library has a function.
     *
     * @param symbol its name without prefix
     * @return false also if the library could not be loaded
     */
    public boolean has(String symbol) {
        return library.isPresent() && library.get().find(symbol).isPresent();
    }

    /**
     * Whether the library is the one that the backend ships.
     *
     * @return false also if the library could not be loaded
     */
    public boolean isBundled() {
        return library.isPresent() && library.get().origin().place() == LibraryOrigin.Place.BUNDLED;
    }

    /**
     * Binds a function for calls that take microseconds at most and do not call back.
     *
     * @param symbol its name without prefix
     * @param type its arguments and result
     * @return a handle; if the library or the function is missing, one that throws {@link IllegalStateException}
     */
    public MethodHandle shortCall(String symbol, FunctionDescriptor type) {
        return bind(symbol, type, Linker.Option.critical(false));
    }

    /**
     * Binds a function for calls that may take long.
     *
     * @param symbol its name without prefix
     * @param type its arguments and result
     * @return a handle; if the library or the function is missing, one that throws {@link IllegalStateException}
     */
    public MethodHandle call(String symbol, FunctionDescriptor type) {
        return bind(symbol, type);
    }

    /**
     * Runs a task once per process, on the thread that loaded the library, before anybody uses it: for settings. Only the
     * class loader that loaded the library does this; for others, or if the library is missing, nothing is done.
     *
     * @param task what to run; it may call {@link #callRepeatedly}. It must not wait for the class whose initializer calls
     *     this
     * @return what to wait for, with {@link #await}, before the library is used
     */
    public Future<?> runOnLoadingThread(Runnable task) {
        if (library.isPresent() && library.get().thread().isPresent()) {
            return library.get().thread().get().submit(task);
        }
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Waits for the end of a task, also while the thread is interrupted.
     *
     * @param task what {@link #runOnLoadingThread} answered
     */
    public static void await(Future<?> task) {
        try {
            var _ = Patience.await(task);
        } catch (ExecutionException e) {
            throw unexpected(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Has a function called again and again, as long as the process lives, on the thread that loaded the library:
     * housekeeping that must not happen inside a short call. Whether it is done is as for {@link #runOnLoadingThread}.
     *
     * @param longCall a handle of {@link #call}, without arguments left to give and without result
     * @param interval from the end of one call to the start of the next
     */
    public void callRepeatedly(MethodHandle longCall, Duration interval) {
        if (library.isPresent() && library.get().thread().isPresent()) {
            // An instance of one of the JDK's own classes, so that the thread keeps no class loader alive.
            Runnable task = MethodHandleProxies.asInterfaceInstance(Runnable.class, longCall);
            var _ = library.get()
                    .thread()
                    .get()
                    .scheduleWithFixedDelay(task, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * What {@link org.ccalloc.spi.CcAllocator#availability()} answers.
     *
     * @param version the library's version, for people to read; looked at only if the library was loaded
     * @return available with the library's origin, version and hash, or unavailable with reason and remedy
     */
    public Availability availability(String version) {
        if (library.isEmpty()) {
            return failure;
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("library", library.get().origin().text());
        details.put("version", version);
        details.put("sha256", library.get().origin().sha256());
        return new Availability.Available(details);
    }

    /**
     * Passes on what a call through a handle threw. Native functions throw nothing; the handle of a missing one throws
     * {@link IllegalStateException}, and the JVM may throw errors.
     *
     * @param thrown what was caught
     * @return nothing: it always throws
     */
    public static RuntimeException unexpected(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /**
     * Reads what C calls a string: bytes up to a zero, UTF-8.
     *
     * @param address where it starts; not 0
     * @return the text
     */
    @SuppressWarnings("restricted")
    public static String text(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    @SuppressWarnings("restricted")
    private MethodHandle bind(String symbol, FunctionDescriptor type, Linker.Option... options) {
        if (library.isEmpty()) {
            return throwing(type.toMethodType(), failure.reason() + ". Remedy: " + failure.remedy());
        }
        var address = library.get().find(symbol);
        if (address.isEmpty()) {
            return throwing(type.toMethodType(), library.get().origin().text() + " has no function " + symbol);
        }
        return Linker.nativeLinker().downcallHandle(address.get(), type, options);
    }

    private static MethodHandle throwing(MethodType type, String message) {
        MethodHandle create = MethodHandles.insertArguments(NEW_EXCEPTION, 0, message);
        MethodHandle raise = MethodHandles.throwException(type.returnType(), IllegalStateException.class);
        return MethodHandles.dropArguments(MethodHandles.foldArguments(raise, create), 0, type.parameterList());
    }

    private static final MethodHandle NEW_EXCEPTION;

    static {
        try {
            NEW_EXCEPTION = MethodHandles.lookup()
                    .findConstructor(IllegalStateException.class, MethodType.methodType(void.class, String.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}

package org.ccalloc.spi.nativelibrary;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

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
import java.util.concurrent.ScheduledExecutorService;
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
 * static final MethodHandle MALLOC = LIBRARY.shortCall("malloc");
 *
 * static long malloc(long byteSize) throws Throwable {
 *     return (long) MALLOC.invokeExact(byteSize, 0L, 0L);
 * }
 * }
 */
public final class LibraryBinding {

    /** Requests and sized frees of this many bytes or more are long calls: 1 MiB. */
    public static final long SHORT_CALL_BYTE_LIMIT = 1 << 20;

    /**
     * The kind of call to prefer: up to three integers or pointers, and as a result one, or nothing. A kind of call costs
     * the start of a JVM some 7 ms, another function of the same kind a quarter of one; hence one kind for many functions.
     *
     * <p>The platforms' calling conventions (System V and Windows for x64, AAPCS64 and Apple's for arm64, RISC-V) pass
     * such arguments in registers of 64 bits, of which a function reads as many as it declares, and of each the bytes that
     * its type has: what is left is to be 0. The result of a function that returns nothing means nothing, and of a result
     * narrower than 64 bits only the lower bits count.
     */
    public static final FunctionDescriptor INTEGERS = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

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
     * Where a function is: what tells one copy of a library in a process from another, the same for all class loaders.
     *
     * @param symbol its name without prefix
     * @return its address; 0 if the library does not have it, or could not be loaded
     */
    public long addressOf(String symbol) {
        return library.flatMap(loaded -> loaded.find(symbol))
                .map(MemorySegment::address)
                .orElse(0L);
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
     * Which build of the library this is.
     *
     * @return the SHA-256 of its file, in lower case hex; {@code "not known"} if the system found it, {@code "none"} if it could
     *     not be loaded
     */
    public String sha256() {
        return library.map(loaded -> loaded.origin().sha256()).orElse("none");
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
     * Binds a function of {@link #INTEGERS} for calls that take microseconds at most and do not call back.
     *
     * @param symbol its name without prefix
     * @return a handle; if the library or the function is missing, one that throws {@link IllegalStateException}
     */
    public MethodHandle shortCall(String symbol) {
        return shortCall(symbol, INTEGERS);
    }

    /**
     * Binds a function of {@link #INTEGERS} for calls that may take long.
     *
     * @param symbol its name without prefix
     * @return a handle; if the library or the function is missing, one that throws {@link IllegalStateException}
     */
    public MethodHandle call(String symbol) {
        return call(symbol, INTEGERS);
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
     * Whether this is what brought the library into the process, and not another class loader before it: whose is the
     * first makes the library's settings.
     *
     * @return false also if the library could not be loaded
     */
    public boolean isFirst() {
        return library.isPresent() && library.get().thread().isPresent();
    }

    /**
     * Runs a task once, on the thread that loaded the library, which must not be made to wait. Only the {@linkplain
     * #isFirst() first} does this; for others nothing is done. The task, and so its class loader, is kept until then.
     *
     * @param task what to run; it may call {@link #callRepeatedly}
     * @param delay from now
     */
    public void runLater(Runnable task, Duration delay) {
        if (isFirst()) {
            var _ = thread().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Has a function called again and again, as long as the process lives, on the thread that loaded the library:
     * housekeeping that must not happen inside a short call. Only the {@linkplain #isFirst() first} does this; for others
     * nothing is done.
     *
     * @param longCall a handle of {@link #call}, without arguments left to give and without result
     * @param interval from the end of one call to the start of the next; the first is now
     */
    public void callRepeatedly(MethodHandle longCall, Duration interval) {
        if (isFirst()) {
            // An instance of one of the JDK's own classes, so that the thread keeps no class loader alive.
            Runnable task = MethodHandleProxies.asInterfaceInstance(Runnable.class, longCall);
            var _ = thread().scheduleWithFixedDelay(task, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private ScheduledExecutorService thread() {
        return library.orElseThrow().thread().orElseThrow();
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

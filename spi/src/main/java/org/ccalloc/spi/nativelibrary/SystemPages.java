package org.ccalloc.spi.nativelibrary;

import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What the operating system is told about its pages, by {@code madvise}.
 *
 * <p>Thread-safe, if the advisor is.
 *
 * @param discardAdvice the advice that the content of pages is not needed; {@value #NONE} if the system has none
 * @param hugeAdvice the advice to use huge pages; {@value #NONE} if the system has none
 * @param advisor tells the system
 */
public record SystemPages(int discardAdvice, int hugeAdvice, Advisor advisor) {

    /** No advice of any system. */
    public static final int NONE = -1;

    /** Of a huge page, on x64 and on arm64 with pages of 4 KiB: 2 MiB. */
    public static final long HUGE_BYTE_SIZE = 1 << 21;

    /** {@code MADV_DONTNEED} of Linux: the pages go at once, and read as zeros when touched again. */
    private static final int LINUX_DISCARD = 4;

    /** {@code MADV_HUGEPAGE} of Linux. */
    private static final int LINUX_HUGE = 14;

    /** {@code MADV_FREE} of macOS: the pages go when the system needs some; until then they may keep their content. */
    private static final int MACOS_DISCARD = 5;

    /** Tells the system; a test listens instead. */
    public interface Advisor {

        /**
         * Gives advice for the OS pages that lie wholly in a range.
         *
         * @param address the start of the range
         * @param byteSize its length
         * @param advice a number, as the system has it
         * @return how many bytes the system took it for; 0 where it cannot be asked
         */
        long advise(long address, long byteSize, int advice);
    }

    /**
     * The advice of a system.
     *
     * @param discardAdvice as the component
     * @param hugeAdvice as the component
     * @param advisor as the component
     */
    public SystemPages {
        Objects.requireNonNull(advisor, "advisor");
    }

    /**
     * Those of the system that this JVM runs on.
     *
     * @return the advice that it knows; the C library is asked for {@code madvise} with the first one given
     */
    public static SystemPages current() {
        return of(System.getProperty("os.name", ""), CLibrary::advise);
    }

    /**
     * Those of some system. On Linux and macOS there is advice, elsewhere none.
     *
     * @param osName as the system property {@code os.name} has it
     * @param advisor is told
     * @return the advice that it knows
     */
    public static SystemPages of(String osName, Advisor advisor) {
        String system = osName.toLowerCase(Locale.ROOT);
        if (system.equals("linux")) {
            return new SystemPages(LINUX_DISCARD, LINUX_HUGE, advisor);
        }
        return new SystemPages(system.startsWith("mac") ? MACOS_DISCARD : NONE, NONE, advisor);
    }

    /**
     * Whether the system takes the content of pages back.
     *
     * @return false if {@link #discard} never does anything
     */
    public boolean canDiscard() {
        return discardAdvice != NONE;
    }

    /**
     * Gives the content of pages up. Takes as long as the system needs, some 100 ns for each page.
     *
     * @param address the start of a range
     * @param byteSize its length
     * @return how many bytes the system took back; 0 where it cannot be asked, as when native access is denied
     */
    public long discard(long address, long byteSize) {
        return canDiscard() ? advisor.advise(address, byteSize, discardAdvice) : 0;
    }

    /**
     * Asks for huge pages. Only where native access was given without a warning: this is a favour to who uses much memory,
     * of which others should not hear.
     *
     * @param address the start of a range
     * @param byteSize its length
     * @return whether the system was willing
     */
    public boolean preferHuge(long address, long byteSize) {
        return hugeAdvice != NONE
                && SystemPages.class.getModule().isNativeAccessEnabled()
                && advisor.advise(address, byteSize, hugeAdvice) > 0;
    }

    /** The functions of the C library that the process has anyway. */
    private static final class CLibrary {

        /** Empty where there is none, where the JVM denies native access, or has none. */
        private static final Optional<MethodHandle> MADVISE = function("madvise");

        private static final long OS_PAGE_BYTE_SIZE =
                function("getpagesize").map(CLibrary::pageByteSize).orElse(0L);

        @SuppressWarnings("restricted")
        private static Optional<MethodHandle> function(String name) {
            try {
                Linker linker = Linker.nativeLinker();
                return linker.defaultLookup().find(name).map(f -> linker.downcallHandle(f, LibraryBinding.INTEGERS));
            } catch (IllegalCallerException | UnsupportedOperationException e) {
                return Optional.empty();
            }
        }

        /** {@code int getpagesize(void)}. */
        private static long pageByteSize(MethodHandle getPageSize) {
            try {
                return (int) (long) getPageSize.invokeExact(0L, 0L, 0L);
            } catch (Throwable e) {
                throw LibraryBinding.unexpected(e);
            }
        }

        /** {@code int madvise(void *addr, size_t length, int advice)}. The system itself would round the length up. */
        static long advise(long address, long byteSize, int advice) {
            if (MADVISE.isEmpty() || OS_PAGE_BYTE_SIZE == 0) {
                return 0;
            }
            long from = (address + OS_PAGE_BYTE_SIZE - 1) & -OS_PAGE_BYTE_SIZE;
            long length = ((address + byteSize) & -OS_PAGE_BYTE_SIZE) - from;
            if (length <= 0) {
                return 0;
            }
            try {
                return (int) (long) MADVISE.get().invokeExact(from, length, (long) advice) == 0 ? length : 0;
            } catch (Throwable e) {
                throw LibraryBinding.unexpected(e);
            }
        }
    }
}

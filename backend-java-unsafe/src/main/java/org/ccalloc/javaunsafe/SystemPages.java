package org.ccalloc.javaunsafe;

import java.util.Locale;
import org.ccalloc.spi.RawMemory;

/**
 * What the operating system is told about pages, by {@code madvise}.
 *
 * @param discardAdvice the advice that the content of pages is not needed; {@value #NONE} if the system has none
 * @param hugeAdvice the advice to use huge pages; {@value #NONE} if the system has none
 * @param advisor tells the system
 */
record SystemPages(int discardAdvice, int hugeAdvice, Advisor advisor) {

    /** No advice of any system. */
    static final int NONE = -1;

    /** Of x64, and of arm64 with pages of 4 KiB. */
    static final long HUGE_BYTE_SIZE = 1 << 21;

    /** {@code MADV_DONTNEED} of Linux: the pages go at once, and read as zeros when touched again. */
    private static final int LINUX_DISCARD = 4;

    /** {@code MADV_HUGEPAGE} of Linux. */
    private static final int LINUX_HUGE = 14;

    /** {@code MADV_FREE} of macOS: the pages go when the system needs some; until then they may keep their content. */
    private static final int MACOS_DISCARD = 5;

    /** Tells the system; a test listens instead. */
    interface Advisor {

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

    private static final class ByTheCLibrary implements Advisor {
        @Override
        public long advise(long address, long byteSize, int advice) {
            return CLibrary.advise(address, byteSize, advice);
        }
    }

    /** Those of the system that this JVM runs on. */
    static SystemPages current() {
        return of(System.getProperty("os.name", ""), new ByTheCLibrary());
    }

    static SystemPages of(String osName, Advisor advisor) {
        String system = osName.toLowerCase(Locale.ROOT);
        if (system.equals("linux")) {
            return new SystemPages(LINUX_DISCARD, LINUX_HUGE, advisor);
        }
        return new SystemPages(system.startsWith("mac") ? MACOS_DISCARD : NONE, NONE, advisor);
    }

    boolean canDiscard() {
        return discardAdvice != NONE;
    }

    /**
     * Gives the content of pages up.
     *
     * @param address the start of a range
     * @param byteSize its length
     * @return how many bytes the system took back; 0 where it cannot be asked, as when native access is denied
     */
    long discard(long address, long byteSize) {
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
    boolean preferHuge(long address, long byteSize) {
        return hugeAdvice != NONE
                && RawMemory.class.getModule().isNativeAccessEnabled()
                && advisor.advise(address, byteSize, hugeAdvice) > 0;
    }
}

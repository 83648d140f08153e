package org.ccalloc.bench.resident;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What of this process is in main memory, as Linux tells it.
 *
 * @param byteSize all of it; 0 where the system does not tell
 * @param ofTheJvm what the JVM says its code and its classes take
 */
public record ResidentMemory(long byteSize, long ofTheJvm) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String RESIDENT = "VmRSS:";
    private static final String PEAK = "VmHWM:";

    private static final long LEAST = 1 << 20;
    private static final int IDLE_MILLIS = 100;
    private static final int MOST_MILLIS = 2000;

    /** proc(5): sets the peak to what is resident now. */
    private static final String RESET_PEAK = "5";

    /**
     * What is in main memory now.
     *
     * @return the memory
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public static ResidentMemory now() throws InterruptedException {
        settle();
        return new ResidentMemory(status(RESIDENT), ofTheJvmNow());
    }

    /**
     * All that is in main memory now, as it is.
     *
     * @return bytes; 0 where the system does not tell
     */
    public static long byteSizeNow() {
        return status(RESIDENT);
    }

    /** Lets the peak begin anew; where that cannot be done, it is that since the start. */
    public static void resetPeak() {
        if (Files.isWritable(CLEAR)) {
            try {
                Files.writeString(CLEAR, RESET_PEAK);
            } catch (IOException _) {
                // A system that has the file but does not know this request.
            }
        }
    }

    /**
     * How much the peak is above what was in memory before, without what the JVM's code and classes took more since then.
     *
     * @param before what was in memory
     * @return bytes; 0 where the system does not tell
     */
    public static long peakSince(ResidentMemory before) {
        long peak = status(PEAK);
        return peak == 0 ? 0 : before.above(peak);
    }

    /**
     * The same for who has no figure without it, and rather has one that is off by what the JVM does than none.
     *
     * @param before what was in memory
     * @return bytes, 0 or more
     * @throws IOException if the system does not tell
     */
    public static long toldPeakSince(ResidentMemory before) throws IOException {
        if (before.byteSize == 0) {
            throw new IOException("peak of resident memory: not told by this system (expected Linux)");
        }
        return Math.max(0, before.difference(status(PEAK)));
    }

    /**
     * How much more is in memory, without what the JVM's code and classes took more.
     *
     * @param byteSize what is in memory now, or was at the peak
     * @return bytes; 0 if it is too little to be told from what the JVM does
     */
    public long above(long byteSize) {
        long difference = difference(byteSize);
        return difference < LEAST ? 0 : difference;
    }

    private long difference(long byteSize) {
        return byteSize - this.byteSize - (ofTheJvmNow() - ofTheJvm);
    }

    /**
     * Waits until the JVM's compilers are idle, and gives back what they have freed. A contender that uses the C library's own memory
     * loses what it has freed there, too: let it run once before measuring again.
     *
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public static void settle() throws InterruptedException {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        long before = -1;
        for (int waited = 0; compilers != null && waited < MOST_MILLIS; waited += IDLE_MILLIS) {
            long now = compilers.getTotalCompilationTime();
            if (now == before) {
                break;
            }
            before = now;
            Thread.sleep(IDLE_MILLIS);
        }
        trimNativeHeap();
    }

    /**
     * Lets the C library give back what the JVM's compilers took from it and have freed. It is the JVM's own command, and does
     * nothing where the C library is not glibc.
     */
    private static void trimNativeHeap() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (JMException _) {
            // This JVM has no such command.
        }
    }

    private static long ofTheJvmNow() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.NON_HEAP)
                .map(MemoryPoolMXBean::getUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** A line such as {@code VmRSS:   12345 kB}. */
    private static long status(String name) {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}

package org.ccalloc.examples.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Memory of this process that lies in physical memory, the Java heap and all else included.
 *
 * @param byteSize now; {@code VmRSS} in Linux' {@code /proc/self/status}
 * @param peakByteSize the most there ever was; {@code VmHWM}
 */
public record ResidentMemory(long byteSize, long peakByteSize) {

    private static final Path STATUS = Path.of("/proc/self/status");

    /**
     * Asks the operating system.
     *
     * @return empty where it does not tell
     */
    public static Optional<ResidentMemory> now() {
        try {
            // Latin-1: the name of the process is in there, whatever it is.
            return in(Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<ResidentMemory> in(List<String> status) {
        Optional<Long> now = kibibytes(status, "VmRSS:");
        Optional<Long> peak = kibibytes(status, "VmHWM:");
        return now.isEmpty() || peak.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResidentMemory(now.get() * 1024, peak.get() * 1024));
    }

    private static Optional<Long> kibibytes(List<String> status, String label) {
        return status.stream()
                .filter(line -> line.startsWith(label) && line.endsWith(" kB"))
                .map(line -> line.substring(label.length(), line.length() - " kB".length())
                        .strip())
                .filter(digits -> digits.matches("\\d{1,15}"))
                .map(Long::valueOf)
                .findFirst();
    }
}

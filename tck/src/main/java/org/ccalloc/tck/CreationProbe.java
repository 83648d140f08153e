package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ccalloc.spi.CcAllocator;

/** Looks at what creating an allocator does to a JVM in which nothing else has been done. */
final class CreationProbe {

    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final int INSTANCES = 200;
    private static final long MOST_RESIDENT_BYTES = 32 * Samples.MIB;
    private static final long MOST_ADDRESS_BYTES = 512 * Samples.MIB;

    private CreationProbe() {}

    // ------------------------------------------------------------------------------- in the test's process

    /**
     * Fails if creating an allocator of this class does more than next to nothing.
     *
     * @param allocator one of that class
     */
    static void runInOwnProcess(CcAllocator allocator) {
        assumeTrue(Files.isReadable(MAPS), () -> "creation: " + MAPS + " cannot be read here");
        OwnProcess.expectSuccess("creation", OwnProcess.of(CreationProbe.class, allocator), allocator);
    }

    // ---------------------------------------------------------------------------------- in its own process

    /**
     * Creates many, and looks.
     *
     * @param arguments the allocator's class
     */
    public static void main(String[] arguments) {
        Set<String> libraries = libraries();
        int threads = Thread.getAllStackTraces().size();
        long resident = ResidentMemory.byteSize();
        long addresses = ResidentMemory.addressSpaceByteSize();
        for (int i = 0; i < INSTANCES; i++) {
            CcAllocator created = OwnProcess.create(arguments);
            // What a list of allocators shows.
            if (created.name().isEmpty() && created.priority() == 0) {
                throw new AssertionError("creation: name=\"\" (expected a name)");
            }
        }
        long residentGrowth = ResidentMemory.byteSize() - resident;
        long addressGrowth = ResidentMemory.addressSpaceByteSize() - addresses;
        Set<String> loaded = libraries();
        loaded.removeAll(libraries);
        if (!loaded.isEmpty()) {
            throw new AssertionError("creation: libraries=" + loaded + " (expected that none is loaded)");
        }
        int moreThreads = Thread.getAllStackTraces().size() - threads;
        if (moreThreads > 0) {
            throw new AssertionError("creation: threads=" + moreThreads + " (expected that none is started)");
        }
        if (residentGrowth > MOST_RESIDENT_BYTES || addressGrowth > MOST_ADDRESS_BYTES) {
            throw new AssertionError("creation: residentBytes=" + residentGrowth + ", addressBytes=" + addressGrowth
                    + ", instances=" + INSTANCES + " (expected " + MOST_RESIDENT_BYTES + " and " + MOST_ADDRESS_BYTES
                    + " or less)");
        }
    }

    /** Files whose code is mapped, but those of the JVM itself. */
    private static Set<String> libraries() {
        String jvm = System.getProperty("java.home");
        try (var lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.contains(" r-xp ") && line.indexOf('/') >= 0)
                    .map(line -> line.substring(line.indexOf('/')))
                    .filter(file -> !file.startsWith(jvm))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.ccalloc.bench.baseline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** The C program {@code baseline.c}, compiled on the spot, if there is a C compiler. */
public final class CBaseline {

    /** The C library of the machine, whose {@code malloc} programs in C use if nobody does anything about it. */
    public static final String LIBC = "libc";

    /** Its library stands for a backend that has none, too. */
    static final String MIMALLOC = "mimalloc";

    /** The library of mimalloc with the settings that our backend makes. */
    public static final String AS_WE_SET_IT = "mimalloc, our settings";

    private final Path directory;
    private final CLibraries libraries;
    private final CPrograms programs;
    private final CReplay replay;
    private Optional<Path> executable = Optional.empty();

    /**
     * Compiles nothing yet.
     *
     * @param directory where program and libraries are put
     */
    public CBaseline(Path directory) {
        this.directory = directory;
        this.libraries = new CLibraries(directory);
        this.programs = new CPrograms(directory, libraries);
        this.replay = new CReplay(directory, libraries);
    }

    /**
     * The programs with threads of their own, on the same libraries.
     *
     * @return the programs
     */
    public CPrograms programs() {
        return programs;
    }

    /**
     * The backend on whose library a program in C does what a backend does.
     *
     * @param backend any
     * @return the same, if it has a library; else mimalloc
     */
    public static String reference(String backend) {
        return CLibraries.has(backend) ? backend : MIMALLOC;
    }

    /**
     * The library file of a backend.
     *
     * @param backend whose
     * @return the file
     * @throws ChildFailedException if there is none
     */
    public Path library(String backend) throws ChildFailedException {
        return libraries.file(backend);
    }

    /**
     * What the environment of a process is to have for the library.
     *
     * @param library a backend, {@link #LIBC} or {@link #AS_WE_SET_IT}
     * @return names and values
     */
    public static Map<String, String> environment(String library) {
        return CLibraries.environment(library);
    }

    /**
     * Times a workload.
     *
     * @param backend whose library
     * @param threads how many threads
     * @param sampling three numbers: warm-up, samples, and the length of one, in milliseconds
     * @param workload doing what
     * @param limit how long it may take
     * @return a line of JSON
     * @throws ChildFailedException if it cannot be done
     */
    public String time(
            String backend, int threads, List<String> sampling, WorkloadSpecification workload, Duration limit)
            throws ChildFailedException {
        List<String> arguments = new ArrayList<>(List.of("time", "" + threads));
        arguments.addAll(sampling);
        return run(backend, arguments, workload, limit);
    }

    /**
     * Runs a workload and sums up what its blocks held.
     *
     * @param backend whose library
     * @param operations how many
     * @param workload doing what
     * @param limit how long it may take
     * @return the checksum
     * @throws ChildFailedException if it cannot be done
     */
    public long checksum(String backend, int operations, WorkloadSpecification workload, Duration limit)
            throws ChildFailedException {
        return Long.parseUnsignedLong(run(backend, List.of("checksum", "" + operations), workload, limit), 16);
    }

    private String run(String library, List<String> arguments, WorkloadSpecification workload, Duration limit)
            throws ChildFailedException {
        List<String> words = new ArrayList<>(arguments);
        words.addAll(workload.words());
        return libraries.run(executable(), library, words, limit);
    }

    /**
     * The program that replays traces, on the same libraries.
     *
     * @return the program
     */
    public CReplay replay() {
        return replay;
    }

    private Path executable() throws ChildFailedException {
        if (executable.isEmpty()) {
            executable = Optional.of(CSources.compile(directory, "baseline", "", List.of("baseline.c")));
        }
        return executable.get();
    }
}

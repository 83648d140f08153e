package org.ccalloc.bench.baseline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.program.ProgramKind;

/** The programs of {@link org.ccalloc.bench.program} in C, compiled on the spot, if there is a C compiler. */
public final class CPrograms {

    private static final List<String> SOURCES = List.of(
            "crew.c",
            "crew.h",
            "jvm.c",
            "latency.c",
            "latency.h",
            "live.c",
            "live.h",
            "loops.c",
            "mailboxes.c",
            "mailboxes.h",
            "main.c",
            "programs.h",
            "resident.c",
            "resident.h",
            "servers.c",
            "slots.h");

    private final Path directory;
    private final CLibraries libraries;
    private Optional<Path> executable = Optional.empty();

    /**
     * Compiles nothing yet.
     *
     * @param directory where sources and program are put
     * @param libraries what to run on
     */
    CPrograms(Path directory, CLibraries libraries) {
        this.directory = directory;
        this.libraries = libraries;
    }

    /**
     * Runs a program once.
     *
     * @param library a backend, or {@link CBaseline#LIBC}
     * @param kind which program
     * @param threads how many threads
     * @param seed of its random numbers
     * @param scale how much work
     * @param limit how long it may take
     * @return its checksum and its operations, as the program prints them
     * @throws ChildFailedException if it cannot be done
     */
    public Printed once(String library, ProgramKind kind, int threads, long seed, int scale, Duration limit)
            throws ChildFailedException {
        return Printed.object(run(library, "once", words(kind, threads, seed, scale), limit));
    }

    /**
     * Times a program.
     *
     * @param library a backend, or {@link CBaseline#LIBC}
     * @param arguments which program, how and how long: as for the program in Java
     * @param limit how long it may take
     * @return a line of JSON
     * @throws ChildFailedException if it cannot be done
     */
    public String time(String library, List<String> arguments, Duration limit) throws ChildFailedException {
        return run(library, "time", arguments, limit);
    }

    /**
     * Times single operations.
     *
     * @param library a backend, or {@link CBaseline#LIBC}
     * @param threads how many threads
     * @param seed of the random numbers
     * @param operations how many of each thread count
     * @param limit how long it may take
     * @return a line of JSON
     * @throws ChildFailedException if it cannot be done
     */
    public String latency(String library, int threads, String seed, int operations, Duration limit)
            throws ChildFailedException {
        return run(library, "latency", List.of("" + threads, seed, "" + operations), limit);
    }

    /**
     * Keeps many blocks live.
     *
     * @param library a backend, or {@link CBaseline#LIBC}
     * @param count how many blocks
     * @param seed of the random numbers
     * @param limit how long it may take
     * @return a line of JSON
     * @throws ChildFailedException if it cannot be done
     */
    public String liveBlocks(String library, int count, String seed, Duration limit) throws ChildFailedException {
        return run(library, "live", List.of("" + count, seed), limit);
    }

    /**
     * What Java and C are told alike.
     *
     * @param kind which program
     * @param threads how many threads
     * @param seed of its random numbers
     * @param scale how much work
     * @return words of a command line
     */
    public static List<String> words(ProgramKind kind, int threads, long seed, int scale) {
        return List.of(kind.word(), "" + threads, Long.toUnsignedString(seed), "" + scale);
    }

    private String run(String library, String what, List<String> arguments, Duration limit)
            throws ChildFailedException {
        List<String> words = new ArrayList<>(List.of(what));
        words.addAll(arguments);
        return libraries.run(executable(), library, words, limit);
    }

    private Path executable() throws ChildFailedException {
        if (executable.isEmpty()) {
            executable = Optional.of(CSources.compile(directory, "programs", "program/", SOURCES));
        }
        return executable.get();
    }
}

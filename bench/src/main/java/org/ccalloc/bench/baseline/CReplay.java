package org.ccalloc.bench.baseline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ccalloc.bench.child.ChildFailedException;

/** The C program {@code replay.c}, compiled on the spot, if there is a C compiler. */
public final class CReplay {

    private final Path directory;
    private final CLibraries libraries;
    private Optional<Path> executable = Optional.empty();

    /**
     * Compiles nothing yet.
     *
     * @param directory where sources and program are put
     * @param libraries what to run on
     */
    CReplay(Path directory, CLibraries libraries) {
        this.directory = directory;
        this.libraries = libraries;
    }

    /**
     * Times a plan.
     *
     * @param library a backend, or {@link CBaseline#LIBC}
     * @param plan the file
     * @param sampling three numbers: warm-up, samples, and the length of one, in milliseconds
     * @param limit how long it may take
     * @return a line of JSON
     * @throws ChildFailedException if it cannot be done
     */
    public String time(String library, Path plan, List<String> sampling, Duration limit) throws ChildFailedException {
        List<String> arguments = new ArrayList<>(List.of("time", plan.toString()));
        arguments.addAll(sampling);
        return run(library, arguments, limit);
    }

    /**
     * Looks at the peak of resident memory in one pass.
     *
     * @param library a backend, or {@link CBaseline#LIBC}
     * @param plan the file
     * @param limit how long it may take
     * @return a line of JSON
     * @throws ChildFailedException if it cannot be done
     */
    public String memory(String library, Path plan, Duration limit) throws ChildFailedException {
        return run(library, List.of("memory", plan.toString()), limit);
    }

    private String run(String library, List<String> arguments, Duration limit) throws ChildFailedException {
        return libraries.run(executable(), library, arguments, limit);
    }

    private Path executable() throws ChildFailedException {
        if (executable.isEmpty()) {
            executable = Optional.of(CSources.compile(directory, "replay", "", List.of("replay.c")));
        }
        return executable.get();
    }
}

package org.ccalloc.tck.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A child JVM that tells events. */
final class ChildProcess implements AutoCloseable {

    private static final long POLL_MILLIS = 20;
    private static final long OUTPUT_PATIENCE_MILLIS = 1000;

    private final WorkDirectory directory;
    private final EventReader events;
    private final Process process;
    private final OutputTail output;
    private boolean done;

    /**
     * Starts it.
     *
     * @param directory where its files go
     * @param flags the JVM's
     * @param main what it runs
     * @param arguments of the main method, without the first, which is the file of the events
     * @throws IOException if it cannot be started
     */
    ChildProcess(WorkDirectory directory, List<String> flags, Class<?> main, List<String> arguments)
            throws IOException {
        this.directory = directory;
        Path log = directory.newFile();
        events = new EventReader(log);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add(CrashFile.flag(directory.path()));
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-Djava.io.tmpdir=" + directory.path());
        command.add(main.getName());
        command.add(log.toString());
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new OutputTail(process.inputReader());
    }

    /**
     * Waits for its end.
     *
     * @param mostSilence kills it if it tells nothing for so long
     * @param listener is told the events
     * @return how it ended, unless it has told {@link Event.Kind#DONE}
     * @throws IOException if its events cannot be read
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Ending> await(Duration mostSilence, Consumer<Event> listener) throws IOException, InterruptedException {
        long heardAtNanos = System.nanoTime();
        Optional<Duration> silence = Optional.empty();
        boolean ended = false;
        while (!ended) {
            // Before reading: what was written before its end is then read after it.
            ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (tell(events.next(), listener)) {
                heardAtNanos = System.nanoTime();
            }
            if (!ended && silence.isEmpty() && System.nanoTime() - heardAtNanos > mostSilence.toNanos()) {
                silence = Optional.of(mostSilence);
                kill();
            }
        }
        return done ? Optional.empty() : Optional.of(ending(silence));
    }

    private Ending ending(Optional<Duration> silence) throws InterruptedException {
        return new Ending(
                process.exitValue(),
                silence,
                CrashFile.read(directory.path(), process.pid()),
                output.text(OUTPUT_PATIENCE_MILLIS));
    }

    private boolean tell(List<Event> news, Consumer<Event> listener) {
        for (Event event : news) {
            done |= event.kind() == Event.Kind.DONE;
            listener.accept(event);
        }
        return !news.isEmpty();
    }

    /** Ends it, and what it has started, if that has not happened yet. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        kill();
        events.close();
    }
}

package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ccalloc.bench.client.Client;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** Buffers of Arrow and of Netty, on our allocators and on those that they bring along: time of a pair, and memory. */
public final class Clients implements Measurement {

    /** What is measured, in bytes: small messages to large columns. */
    public static final List<Integer> BYTE_SIZES = List.of(64, 1 << 10, 16 << 10, 256 << 10, 4 << 20, 16 << 20);

    /** How much is live where memory is measured. */
    public static final List<Integer> LIVE_MEBIBYTES = List.of(32, 96, 256);

    /**
     * Arrow opens up the inside of NIO. Netty looks for leaks, which Arrow does not, may take no more than the Java heap has, and is faster
     * at large buffers without {@code Unsafe}: with it, every one is zeroed.
     */
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-XX:MaxDirectMemorySize=64g",
            "-Dio.netty.noUnsafe=true",
            "-Dio.netty.leakDetection.level=disabled");

    private final List<String> backends;
    private final int rounds;
    private final List<Integer> byteSizes;
    private final List<Integer> liveMebibytes;
    private final Workbench workbench;

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param byteSizes sizes of buffers to be timed
     * @param liveMebibytes how much is to be live where memory is measured
     * @param workbench what to work with
     */
    public Clients(
            List<String> backends,
            int rounds,
            List<Integer> byteSizes,
            List<Integer> liveMebibytes,
            Workbench workbench) {
        this.backends = List.copyOf(backends);
        this.rounds = rounds;
        this.byteSizes = List.copyOf(byteSizes);
        this.liveMebibytes = List.copyOf(liveMebibytes);
        this.workbench = workbench;
    }

    private List<String> contenders(Client client) {
        return Stream.of(backends, List.of(Client.BOOKKEEPING), client.own())
                .flatMap(List::stream)
                .toList();
    }

    private Workbench workbench(Client client, String contender) {
        return workbench.with(client.classPath(workbench.classPath(), contender));
    }

    private List<Trial> timings(Client client, int byteSize) {
        WorkloadSpecification workload = WorkloadSpecification.of(client.word(), byteSize);
        return contenders(client).stream()
                .map(contender -> workbench(client, contender).timed(FLAGS, contender, contender, false, 1, workload))
                .toList();
    }

    private List<Trial> memories(Client client, int live) {
        return contenders(client).stream()
                .filter(contender -> !contender.equals(Client.BOOKKEEPING))
                .map(contender -> workbench(client, contender).memoryOfBuffers(client.word(), contender, FLAGS, live))
                .toList();
    }

    private static Stream<Client> clients() {
        return Stream.of(Client.values());
    }

    @Override
    public long expectedMillis() {
        return clients()
                .mapToLong(client -> byteSizes.stream()
                                .mapToLong(size -> Rounds.expectedMillis(timings(client, size), rounds))
                                .sum()
                        + liveMebibytes.stream()
                                .mapToLong(live -> Rounds.expectedMillis(memories(client, live), rounds))
                                .sum())
                .sum();
    }

    @Override
    public Result run(Progress progress) {
        List<Series> all = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        clients().forEach(client -> {
            List<List<Series>> times = byteSizes.stream()
                    .map(size -> Rounds.run("clients", "ns", timings(client, size), rounds, progress))
                    .toList();
            List<List<Series>> memory = liveMebibytes.stream()
                    .map(live -> Rounds.run(
                            "clients", "resident bytes for each live one", memories(client, live), rounds, progress))
                    .toList();
            times.forEach(all::addAll);
            memory.forEach(all::addAll);
            for (String ours : Stream.concat(backends.stream(), Stream.of(Client.BOOKKEEPING))
                    .toList()) {
                findings.addAll(toOwn(client.word(), client, times, "sizes", ours, Bounds.CLIENT_BUFFERS_TO_OWN));
            }
            for (String ours : backends) {
                findings.addAll(toOwn(
                        client.word() + ", peak memory", client, memory, "amounts", ours, Bounds.CLIENT_MEMORY_TO_OWN));
            }
        });
        return new Result(
                "clients",
                "Nanoseconds to allocate and release a buffer of Arrow, and a direct one of Netty, one thread; memory: how much became "
                        + "resident for each byte that was live, with buffers of 64 bytes to 1 MiB that replace each other at random.",
                all,
                findings);
    }

    /**
     * The mean to each of theirs; that to the best of them, which is the one with the greatest mean, has a bound.
     *
     * @param what is compared
     * @param client whose
     * @param series of each size or amount, those of all contenders
     * @param plural what a mean is over
     * @param ours a contender
     * @param bound what is promised if it is the default
     * @return a mean for each of the client's own contenders
     */
    private static List<Finding> toOwn(
            String what, Client client, List<List<Series>> series, String plural, String ours, double bound) {
        List<Finding> means = client.own().stream()
                .flatMap(theirs -> {
                    List<Finding> ratios = series.stream()
                            .flatMap(all -> ratio(all, ours, theirs).stream())
                            .toList();
                    return ratios.isEmpty()
                            ? Stream.empty()
                            : Stream.of(Finding.geometricMean(
                                    what + ": " + ours + " to " + theirs + ", geometric mean of " + ratios.size() + " "
                                            + plural,
                                    ratios,
                                    OptionalDouble.empty()));
                })
                .toList();
        return ours.equals(Layers.OF) ? boundAtWorst(means, bound) : means;
    }

    /** What is promised about the best of theirs is about the greatest of our ratios. */
    private static List<Finding> boundAtWorst(List<Finding> ratios, double bound) {
        int worst = IntStream.range(0, ratios.size())
                .boxed()
                .max(Comparator.comparingDouble(i -> ratios.get(i).spread().median()))
                .orElse(-1);
        return IntStream.range(0, ratios.size())
                .mapToObj(i -> i == worst ? ratios.get(i).bounded(bound) : ratios.get(i))
                .toList();
    }

    private static Optional<Finding> ratio(List<Series> series, String above, String below) {
        return Series.of(above, series)
                .flatMap(numerator -> Series.of(below, series)
                        .flatMap(denominator -> Finding.ratio(numerator, denominator, OptionalDouble.empty())));
    }
}

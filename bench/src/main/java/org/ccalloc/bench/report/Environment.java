package org.ccalloc.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.measure.Workbench;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.Explanation;
import org.ccalloc.trace.program.CCompiler;
import org.lwjgl.Version;

/** Where a run took place: what has an influence on its figures, by name, in the order to show it. */
public final class Environment {

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private Environment() {}

    /**
     * Looks around. Loads the libraries of all backends.
     *
     * @return names and values
     */
    public static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", cpuModel() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            facts.put("memory", String.format(Locale.ROOT, "%.1f GiB", system.getTotalMemorySize() / 0x1p30));
        }
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        read(HUGE_PAGES).ifPresent(setting -> facts.put("transparent huge pages", setting.strip()));
        facts.put("load", load());
        facts.put(
                "jdk",
                System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version") + ", "
                        + System.getProperty("java.vm.name"));
        for (Explanation.Backend backend : CcAllocators.explain().backends()) {
            facts.put(backend.name(), library(backend));
        }
        facts.put("lwjgl", Version.getVersion());
        facts.put(
                "C compiler",
                CCompiler.find()
                        .map(CCompiler::command)
                        .map(Environment::compiler)
                        .orElse("none"));
        return facts;
    }

    /**
     * How busy the machine is, ourselves included.
     *
     * @return the average number of threads that want a processor, over the last minute
     */
    public static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "not known" : String.format(Locale.ROOT, "%.2f", load);
    }

    private static String library(Explanation.Backend backend) {
        return switch (backend.availability()) {
            case Availability.Available available ->
                available.details().getOrDefault("version", backend.name()) + ", sha256 "
                        + available.details().getOrDefault("sha256", "not known");
            case Availability.Unavailable unavailable -> "not available: " + unavailable.reason();
        };
    }

    /** With family and model, where there are such: the name alone hides generations that differ a lot. */
    private static String cpuModel() {
        Optional<String> name = cpu("model name");
        if (name.isEmpty()) {
            return System.getProperty("os.arch");
        }
        Optional<String> family = cpu("cpu family");
        Optional<String> model = cpu("model");
        return family.isPresent() && model.isPresent()
                ? name.get() + " (family " + family.get() + ", model " + model.get() + ")"
                : name.get();
    }

    private static Optional<String> cpu(String label) {
        return read(CPU).stream()
                .flatMap(String::lines)
                .filter(line -> line.contains(":")
                        && line.substring(0, line.indexOf(':')).strip().equals(label))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static String compiler(String command) {
        try {
            return ChildProcess.run(List.of(command, "--version"), Workbench.limit(0))
                    .output()
                    .lines()
                    .findFirst()
                    .orElse(command);
        } catch (ChildFailedException e) {
            return command;
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

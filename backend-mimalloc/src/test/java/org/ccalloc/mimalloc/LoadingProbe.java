package org.ccalloc.mimalloc;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;

/** What {@link LibraryLoadingTest} runs in other JVMs: tries something and tells what came of it, line by line. */
final class LoadingProbe {

    private static final PrintStream OUT = System.out;

    private LoadingProbe() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "get" -> get();
            case "unavailable" -> useWhatIsNotAvailable();
            case "purge" -> residentAfterFrees(false);
            case "trim" -> residentAfterFrees(true);
            case "class-loaders" -> manyClassLoaders(Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        OUT.println("still alive");
    }

    private static void get() {
        try {
            CcAllocator allocator = CcAllocators.get();
            long address = allocator.calloc(1, 100);
            OUT.println("allocated by " + allocator.name() + ", first long " + RawMemory.getLong(address));
            allocator.free(address, 100);
            if (allocator.availability() instanceof Availability.Available available) {
                available.details().forEach((label, value) -> OUT.println(label + ": " + value));
            }
        } catch (RuntimeException e) {
            OUT.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static void useWhatIsNotAvailable() {
        CcAllocator allocator = ServiceLoader.load(CcAllocator.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("mimalloc"))
                .findFirst()
                .orElseThrow();
        try {
            allocator.alloc(8);
        } catch (IllegalStateException e) {
            OUT.println("IllegalStateException: " + e.getMessage());
        }
    }

    /** Frees a lot on a thread that ends, does nothing more, and tells when the memory has gone back. */
    private static void residentAfterFrees(boolean trim) throws Exception {
        CcAllocator allocator = CcAllocators.get();
        allocator.freeUnsized(allocator.alloc(1));
        long before = residentKiB();
        Thread worker = Thread.ofPlatform().start(() -> {
            long[] blocks = new long[100_000];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = allocator.allocOrThrow(3_000);
                RawMemory.fill(blocks[i], 3_000, (byte) 1);
            }
            for (long block : blocks) {
                allocator.free(block, 3_000);
            }
        });
        worker.join();
        if (trim) {
            Thread other = Thread.ofPlatform().start(allocator::trim);
            other.join();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(trim ? 0 : 60);
        long kept = residentKiB() - before;
        while (kept > 100_000 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            kept = residentKiB() - before;
        }
        OUT.println(kept > 100_000 ? "kept " + kept + " KiB" : "memory came back");
    }

    private static long residentKiB() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Loads everything anew in class loaders that know nothing of each other, and drops them. */
    private static void manyClassLoaders(int count) throws Exception {
        URL[] classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1))
                .map(LoadingProbe::url)
                .toArray(URL[]::new);
        List<WeakReference<ClassLoader>> dropped = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dropped.add(allocateIn(classPath));
        }
        OUT.println("libraries mapped: " + mappedLibraries());
        OUT.println("loader threads: "
                + Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("ccalloc-native-library"))
                        .count());
        int left = count;
        // The first one is needed until its housekeeping has begun, some seconds later.
        for (int i = 0; i < 100 && left > 0; i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            left = (int) dropped.stream().filter(loader -> loader.get() != null).count();
        }
        OUT.println("class loaders left: " + left);
    }

    private static WeakReference<ClassLoader> allocateIn(URL[] classPath) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object allocator = loader.loadClass(CcAllocators.class.getName())
                    .getMethod("get")
                    .invoke(null);
            Class<?> contract = loader.loadClass(CcAllocator.class.getName());
            contract.getMethod("statsEnable", boolean.class).invoke(allocator, true);
            long address = (long) contract.getMethod("alloc", long.class).invoke(allocator, 100L);
            contract.getMethod("free", long.class, long.class).invoke(allocator, address, 100L);
            if (address == 0 || !loader.equals(contract.getClassLoader())) {
                throw new AssertionError("address=" + address + ", loader=" + contract.getClassLoader());
            }
            return new WeakReference<>(loader);
        }
    }

    /** Copies of the library in this process: distinct files, by inode. */
    private static long mappedLibraries() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("mimalloc"))
                    .map(line -> line.split(" +", 6)[4])
                    .distinct()
                    .count();
        }
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (IOException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}

package org.ccalloc.mimalloc;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
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

    private static final long LARGE_BYTE_SIZE = 8 << 20;

    private static final long OTHER_BYTE_SIZE = 7 << 20;

    /** Of a run of pages 102,400 bytes are usable, of a block of mimalloc's own more. */
    private static final long RUN_BYTE_SIZE = 100_000;

    private LoadingProbe() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "get" -> get();
            case "unavailable" -> useWhatIsNotAvailable();
            case "purge" -> residentAfterFrees(false, 100_000, 3_000);
            case "trim" -> residentAfterFrees(true, 100_000, 3_000);
            case "purge-large" -> residentAfterFrees(false, 12, 5 << 20);
            case "trim-large" -> residentAfterFrees(true, 12, 5 << 20);
            case "exhaust" -> requestsWhenLargeBlocksAreFree();
            case "large" ->
                OUT.println("usable: "
                        + CcAllocators.get().usableSize(CcAllocators.get().alloc(RUN_BYTE_SIZE)));
            case "address-space" -> addressSpaceAfterFrees();
            case "large-across-class-loaders" -> largeBlocksAcrossClassLoaders();
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
        for (long byteSize : new long[] {8, RUN_BYTE_SIZE}) {
            try {
                allocator.alloc(byteSize);
            } catch (IllegalStateException e) {
                OUT.println("alloc " + byteSize + ": IllegalStateException: " + e.getMessage());
            }
        }
    }

    /** Frees a lot on a thread that ends, does nothing more, and tells when most of the memory has gone back. */
    private static void residentAfterFrees(boolean trim, int count, long byteSize) throws Exception {
        CcAllocator allocator = CcAllocators.get();
        allocator.freeUnsized(allocator.alloc(1));
        long before = residentKiB();
        long few = count * byteSize / 1024 / 3;
        Thread worker = Thread.ofPlatform().start(() -> {
            long[] blocks = new long[count];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = allocator.allocOrThrow(byteSize);
                RawMemory.fill(blocks[i], byteSize, (byte) 1);
            }
            for (long block : blocks) {
                allocator.free(block, byteSize);
            }
        });
        worker.join();
        if (trim) {
            Thread other = Thread.ofPlatform().start(allocator::trim);
            other.join();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(trim ? 0 : 60);
        long kept = residentKiB() - before;
        while (kept > few && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            kept = residentKiB() - before;
        }
        OUT.println(kept > few ? "kept " + kept + " KiB" : "memory came back");
    }

    /** Takes all memory, frees large blocks, and asks for another size. */
    private static void requestsWhenLargeBlocksAreFree() {
        CcAllocator allocator = CcAllocators.get();
        // Once before it counts, so that all classes are there.
        answerWithLargeBlocksFreed(allocator, takeAll(allocator, 17));
        OUT.println(answerWithLargeBlocksFreed(allocator, takeAll(allocator, Integer.MAX_VALUE)));
    }

    private static long[] takeAll(CcAllocator allocator, int most) {
        long[] large = new long[1000];
        int count = 0;
        for (long byteSize = LARGE_BYTE_SIZE; byteSize >= 8; byteSize /= 2) {
            for (int i = 0; i < most; i++) {
                long block = allocator.alloc(byteSize);
                if (block == 0) {
                    break;
                }
                if (byteSize == LARGE_BYTE_SIZE) {
                    large[count++] = block;
                }
            }
        }
        return Arrays.copyOf(large, count);
    }

    private static String answerWithLargeBlocksFreed(CcAllocator allocator, long[] large) {
        boolean none = allocator.alloc(OTHER_BYTE_SIZE) == 0;
        boolean aligned = false;
        boolean plain = false;
        boolean zeroed = false;
        boolean moved = false;
        for (int i = 0; i < 16 && i + 4 < large.length; i += 4) {
            for (int j = i; j < i + 4; j++) {
                allocator.free(large[j], LARGE_BYTE_SIZE);
            }
            switch (i / 4) {
                case 0 -> aligned = allocator.allocAligned(OTHER_BYTE_SIZE, 4096) != 0;
                case 1 -> plain = allocator.alloc(OTHER_BYTE_SIZE) != 0;
                case 2 -> zeroed = allocator.calloc(1, OTHER_BYTE_SIZE) != 0;
                default ->
                    moved = allocator.realloc(large[large.length - 1], LARGE_BYTE_SIZE, 2 * OTHER_BYTE_SIZE) != 0;
            }
        }
        return "full " + none + ", aligned " + aligned + ", plain " + plain + ", zeroed " + zeroed + ", moved " + moved;
    }

    private static long residentKiB() throws IOException {
        return status("VmRSS:");
    }

    /** In KiB. */
    private static long status(String label) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(label))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What one class loader has allocated, another one resizes and frees. */
    private static void largeBlocksAcrossClassLoaders() throws Exception {
        CcAllocator first = CcAllocators.get();
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Object second = loader.loadClass(CcAllocators.class.getName())
                    .getMethod("get")
                    .invoke(null);
            Class<?> contract = loader.loadClass(CcAllocator.class.getName());
            Method usableSize = contract.getMethod("usableSize", long.class);
            Method resizeInPlace = contract.getMethod("resizeInPlace", long.class, long.class, long.class);
            Method free = contract.getMethod("free", long.class, long.class);
            Method freeUnsized = contract.getMethod("freeUnsized", long.class);
            Method realloc = contract.getMethod("realloc", long.class, long.class, long.class);
            // So that its region stays.
            long stays = first.allocOrThrow(RUN_BYTE_SIZE);
            long block = first.allocOrThrow(RUN_BYTE_SIZE);
            OUT.println("usable: " + usableSize.invoke(second, block));
            OUT.println("in place: " + resizeInPlace.invoke(second, block, RUN_BYTE_SIZE, RUN_BYTE_SIZE - 5000));
            free.invoke(second, block, RUN_BYTE_SIZE);
            first.trim();
            long again = first.allocOrThrow(RUN_BYTE_SIZE);
            OUT.println("freed: " + (again == block));
            RawMemory.putLong(again, 42);
            long moved = (long) realloc.invoke(second, again, RUN_BYTE_SIZE, 50_000L);
            OUT.println("moved: " + (moved != again) + ", " + RawMemory.getLong(moved));
            first.free(moved, 50_000);
            first.trim();
            again = first.allocOrThrow(RUN_BYTE_SIZE);
            OUT.println("freed by moving: " + (again == block));
            freeUnsized.invoke(second, again);
            for (long wrong : new long[] {again, stays + 4096}) {
                try {
                    freeUnsized.invoke(second, wrong);
                } catch (InvocationTargetException e) {
                    OUT.println("refused: " + e.getTargetException().getMessage());
                }
            }
            first.trim();
            again = first.allocOrThrow(RUN_BYTE_SIZE);
            OUT.println("freed without size: " + (again == block));
            // A second free that is seen only later, of which nobody else is to suffer.
            first.free(again, RUN_BYTE_SIZE);
            freeUnsized.invoke(second, again);
            first.trim();
            first.free(stays, RUN_BYTE_SIZE);
        }
    }

    /** Fills regions and frees everything, many times; all memory is to be had again each time, and none is lost. */
    private static void addressSpaceAfterFrees() throws Exception {
        CcAllocator allocator = CcAllocators.get();
        long[] blocks = new long[12];
        long before = 0;
        for (int round = 0; round < 60; round++) {
            // Other threads free and trim than the one that allocated.
            Thread allocating =
                    Thread.ofPlatform().start(() -> Arrays.setAll(blocks, _ -> allocator.allocOrThrow(30 << 20)));
            allocating.join();
            for (long block : blocks) {
                allocator.free(block, 30 << 20);
            }
            allocator.trim();
            if (round == 10) {
                before = status("VmSize:");
            }
        }
        OUT.println("grew by " + Math.max(0, status("VmSize:") - before) / 1024 / 128 + " regions");
    }

    /** Loads everything anew in class loaders that know nothing of each other, and drops them. */
    private static void manyClassLoaders(int count) throws Exception {
        URL[] classPath = classPath();
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
        for (int i = 0; i < 400 && left > 0; i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            left = (int) dropped.stream().filter(loader -> loader.get() != null).count();
        }
        OUT.println("class loaders left: " + left);
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1))
                .map(LoadingProbe::url)
                .toArray(URL[]::new);
    }

    private static WeakReference<ClassLoader> allocateIn(URL[] classPath) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object allocator = loader.loadClass(CcAllocators.class.getName())
                    .getMethod("get")
                    .invoke(null);
            Class<?> contract = loader.loadClass(CcAllocator.class.getName());
            contract.getMethod("statsEnable", boolean.class).invoke(allocator, true);
            long address = 0;
            for (long byteSize : new long[] {100, RUN_BYTE_SIZE}) {
                address = (long) contract.getMethod("alloc", long.class).invoke(allocator, byteSize);
                contract.getMethod("free", long.class, long.class).invoke(allocator, address, byteSize);
            }
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

package org.ccalloc.tck.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;

/** A jar with allocators that this build knows nothing of: compiled here, against the contract alone. */
final class StrangersJar {

    private static final String SERVICE = "META-INF/services/" + CcAllocator.class.getName();

    /** Correct, but it prints what looks like events. */
    private static final String SOUND = """
            package strangers;

            import java.lang.foreign.*;
            import java.lang.invoke.MethodHandle;
            import java.util.Set;
            import org.ccalloc.spi.*;

            public class Sound extends AbstractCcAllocator {
                static final ValueLayout.OfLong L = ValueLayout.JAVA_LONG;
                static final MethodHandle MALLOC = handle("malloc", FunctionDescriptor.of(L, L));
                static final MethodHandle ALIGNED = handle("aligned_alloc", FunctionDescriptor.of(L, L, L));
                static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(L));
                static final MethodHandle USABLE = handle("malloc_usable_size", FunctionDescriptor.of(L, L));

                public Sound() {
                    System.out.print("{\\"kind\\":\\"FAILED\\",\\"texts\\":[\\"printed\\"]}\\n{\\"kind\\"");
                    System.err.print("no end of line");
                }

                static MethodHandle handle(String name, FunctionDescriptor type) {
                    return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
                }

                static long call(MethodHandle handle, Object... arguments) {
                    try {
                        Object result = handle.invokeWithArguments(arguments);
                        return result == null ? 0 : (long) result;
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override public String name() { return "sound"; }
                @Override public Set<Capability> capabilities() { return Set.of(Capability.STATISTICS); }
                @Override protected long allocateBlock(long size) { return call(MALLOC, size); }
                @Override protected long allocateAlignedBlock(long size, long alignment) {
                    return call(ALIGNED, alignment, size);
                }
                @Override protected void freeBlock(long address, long size) { call(FREE, address); }
                @Override protected void freeUnsizedBlock(long address) { call(FREE, address); }
                @Override protected long usableBlockSize(long address) { return call(USABLE, address); }
            }
            """;

    /** Allocations go wrong in another way in each test. */
    private static final String DREADFUL = """
            package strangers;

            import java.util.concurrent.CountDownLatch;
            import org.ccalloc.spi.*;

            public class Dreadful extends Sound {
                @Override public String name() { return "dreadful"; }
                @Override protected long allocateBlock(long size) {
                    goWrong();
                    return super.allocateBlock(size);
                }
                @Override protected long allocateAlignedBlock(long size, long alignment) {
                    goWrong();
                    return super.allocateAlignedBlock(size, alignment);
                }
                static void goWrong() {
                    switch (rule()) {
                        case "A01" -> RawMemory.putByte(1, (byte) 1);
                        case "A02" -> System.exit(0);
                        case "A03" -> call(FREE, call(MALLOC, 100L) + 8);
                        case "A07" -> deadlock();
                        case "A08" -> throw new OutOfMemoryError("of the heap");
                        case "R04" -> hang();
                        default -> {}
                    }
                }
                static String rule() {
                    return StackWalker.getInstance().walk(frames -> frames
                        .map(StackWalker.StackFrame::getMethodName)
                        .filter(name -> name.matches("[A-Z]\\\\d\\\\d_.*"))
                        .findFirst()
                        .map(name -> name.substring(0, 3))
                        .orElse(""));
                }
                static void hang() {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }
                static void deadlock() {
                    Object one = new Object();
                    Object other = new Object();
                    CountDownLatch both = new CountDownLatch(2);
                    new Thread(() -> lock(other, one, both), "reclaimer").start();
                    lock(one, other, both);
                }
                static void lock(Object first, Object second, CountDownLatch both) {
                    synchronized (first) {
                        both.countDown();
                        try {
                            both.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        synchronized (second) {
                            first.notifyAll();
                        }
                    }
                }
            }
            """;

    private static final String BROKEN = """
            package strangers;

            public class Broken extends Sound {
                @Override public String name() { return "Broken"; }
                @Override protected long usableBlockSize(long address) {
                    throw new IllegalStateException("<b>size</b> & so on\\0");
                }
            }
            """;

    private static final String UNAVAILABLE = """
            package strangers;

            import org.ccalloc.spi.Availability;

            public class Missing extends Sound {
                @Override public String name() { return "missing"; }
                @Override public Availability availability() {
                    return new Availability.Unavailable("no library of this name", "install it");
                }
            }
            """;

    private static final String LATE = """
            package strangers;

            public class Late extends Sound {
                @Override public String name() {
                    if (Thread.currentThread().getName().startsWith("tck-worker")) {
                        Runtime.getRuntime().halt(3);
                    }
                    return "late";
                }
            }
            """;

    private StrangersJar() {}

    /**
     * Compiles and packs them.
     *
     * @param directory where to
     * @return the jar
     * @throws IOException if it cannot be written
     */
    static Path build(Path directory) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("sources/strangers"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Files.writeString(sources.resolve("Sound.java"), SOUND);
        Files.writeString(sources.resolve("Dreadful.java"), DREADFUL);
        Files.writeString(sources.resolve("Broken.java"), BROKEN);
        Files.writeString(sources.resolve("Missing.java"), UNAVAILABLE);
        Files.writeString(sources.resolve("Late.java"), LATE);
        Files.writeString(sources.resolve("Twin.java"), twin("Twin"));
        Files.writeString(sources.resolve("OtherTwin.java"), twin("OtherTwin"));
        Files.writeString(
                sources.resolve("Failing.java"),
                "package strangers; public class Failing extends Sound {"
                        + " public Failing() { throw new IllegalStateException(\"not today\"); } }");
        compile(sources, classes);
        Files.createDirectories(classes.resolve(SERVICE).resolve(".."));
        Files.writeString(
                classes.resolve(SERVICE),
                Stream.of("Gone", "Failing", "Sound", "Dreadful", "Broken", "Missing", "Late", "Twin", "OtherTwin")
                        .map(name -> "strangers." + name + "\n")
                        .reduce("", String::concat));
        return pack(classes, directory.resolve("strangers.jar"));
    }

    private static String twin(String name) {
        return "package strangers; public class " + name
                + " extends Sound { @Override public String name() { return \"twin\"; } }";
    }

    private static void compile(Path sources, Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-cp",
                ChildJvm.rootOf(CcAllocator.class).toString(),
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString()));
        try (Stream<Path> files = Files.list(sources)) {
            files.map(Path::toString).forEach(arguments::add);
        }
        var messages = new StringWriter();
        var writer = new PrintWriter(messages);
        int status =
                ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        assertThat(status).as("javac: %s", messages).isZero();
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                var entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
        return jar;
    }
}

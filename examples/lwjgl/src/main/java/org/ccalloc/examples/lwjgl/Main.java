package org.ccalloc.examples.lwjgl;

import java.io.PrintWriter;
import org.ccalloc.examples.program.ExampleProgram;
import org.ccalloc.lwjgl.CcMemoryAllocator;
import org.ccalloc.spi.CcAllocator;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fills a buffer of LWJGL's that grows, and lets C allocate and free. */
@Command(
        name = "lwjgl",
        description = "A buffer of LWJGL's that grows, and a block that C allocates and frees, both on ccalloc.")
public final class Main extends ExampleProgram {

    @Option(
            names = "--vertices",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Vertices in the buffer, 1 to 100000000 (default: ${DEFAULT-VALUE}).")
    private int vertices;

    /**
     * Runs it and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        new Main().start(arguments);
    }

    /** Before LWJGL is used for the first time. What LWJGL allocates for the C functions stays. */
    @Override
    protected void prepare(CcAllocator memory) {
        Configuration.MEMORY_ALLOCATOR.set(new CcMemoryAllocator(memory));
        MemoryUtil.getAllocator().getMalloc();
    }

    @Override
    protected void run(CcAllocator memory, PrintWriter out) {
        within("--vertices", vertices, 1, 100_000_000);
        out.println("LWJGL takes its memory from "
                + MemoryUtil.getAllocator().getClass().getName());
        out.println("in Java: " + Vertices.of(vertices));
        out.println("in C: " + TextOfC.copied("allocated and freed by C"));
    }
}

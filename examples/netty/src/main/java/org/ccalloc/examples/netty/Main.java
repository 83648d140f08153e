package org.ccalloc.examples.netty;

import java.io.PrintWriter;
import java.util.Locale;
import org.ccalloc.examples.program.ExampleProgram;
import org.ccalloc.netty.CcByteBufAllocator;
import org.ccalloc.spi.CcAllocator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the example. */
@Command(name = "netty", description = "An echo server on the loopback interface under load, its buffers on ccalloc.")
public final class Main extends ExampleProgram {

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "8",
            description = "Clients at once, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Messages of each client, 1 or more (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Size of the largest message, 1 to 16777216 (default: ${DEFAULT-VALUE}).")
    private int bytes;

    /**
     * Runs it and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        new Main().start(arguments);
    }

    @Override
    protected void run(CcAllocator memory, PrintWriter out) throws InterruptedException {
        Load load = new Load(
                within("--connections", connections, 1, 1000),
                within("--messages", messages, 1, Integer.MAX_VALUE),
                within("--bytes", bytes, 1, 1 << 24));
        var allocator = new CcByteBufAllocator(memory);
        EchoRun run = EchoRun.of(load, allocator);
        out.printf(
                Locale.ROOT,
                "%d connections echoed %d messages, %d bytes, in %d ms%n",
                load.connections(),
                run.messages(),
                run.bytes(),
                run.duration().toMillis());
        out.printf(
                Locale.ROOT,
                "Netty: %d bytes in direct buffers, %d in buffers on the heap%n",
                allocator.metric().usedDirectMemory(),
                allocator.metric().usedHeapMemory());
    }
}

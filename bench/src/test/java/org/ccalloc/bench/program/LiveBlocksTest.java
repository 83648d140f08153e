package org.ccalloc.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.trace.program.CCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveBlocksTest {

    private static final int COUNT = 300_000;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void blocksAreTheSameInJavaAndInCAndAreInMemory(@TempDir Path directory) throws ChildFailedException {
        Printed inJava = Printed.object(ChildProcess.run(
                        ChildJvm.command(
                                ClassPath.ofThisJvm(),
                                List.of(),
                                LiveBlocksMain.class.getName(),
                                List.of("mimalloc", "" + COUNT, "42")),
                        LIMIT)
                .lastLine());
        checkMemory(inJava);
        assumeTrue(CCompiler.find().isPresent(), "no C compiler: the program in C is not compared");
        Printed inC = Printed.object(new CBaseline(directory).programs().liveBlocks("libc", COUNT, "42", LIMIT));
        checkMemory(inC);
        assertThat(inC.text("checksum")).isEqualTo(inJava.text("checksum"));
        assertThat(inC.number("liveBytes")).isEqualTo(inJava.number("liveBytes"));
    }

    private static void checkMemory(Printed figures) throws ChildFailedException {
        long liveBytes = figures.number("liveBytes").longValue();
        assertThat(liveBytes).isBetween(COUNT * 39L, COUNT * 41L);
        if (Files.isReadable(Path.of("/proc/self/status"))) {
            assertThat(figures.number("residentBytes").longValue()).isGreaterThan(liveBytes / 2);
        }
    }

    @Test
    void virtualThreadsGiveBackWhatTheyTake() throws InterruptedException, ExecutionException {
        CcAllocator allocator = Contenders.open("java-unsafe");
        allocator.statsReset();
        allocator.statsEnable(true);
        Object checksum = VirtualThreadsMain.run(allocator, 200, 42).get("checksum");
        allocator.statsEnable(false);
        assertThat(allocator.statsSnapshot().allocCount()).isEqualTo(4 * 200 * 10);
        assertThat(allocator.statsSnapshot().currentAllocated()).isZero();
        assertThat(VirtualThreadsMain.run(Contenders.open("mimalloc"), 200, 42)).containsEntry("checksum", checksum);
    }
}

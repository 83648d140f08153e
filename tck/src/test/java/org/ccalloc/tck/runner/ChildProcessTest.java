package org.ccalloc.tck.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildProcessTest {

    /** Never tells anything, and never ends by itself. */
    static final class Silent {

        private Silent() {}

        public static void main(String[] arguments) throws InterruptedException {
            ParentWatch.start();
            System.out.println("waiting");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void killsAChildThatIsSilentForTooLong() throws Exception {
        List<String> flags = List.of(
                "-cp",
                String.join(
                        File.pathSeparator,
                        ChildJvm.rootOf(Silent.class).toString(),
                        ChildJvm.rootOf(ParentWatch.class).toString()));
        try (var directory = new WorkDirectory();
                var child = new ChildProcess(directory, flags, Silent.class, List.of())) {
            Optional<Ending> ending = child.await(Duration.ofSeconds(1), _ -> {});
            assertThat(ending)
                    .hasValueSatisfying(end -> assertThat(end.describe("an event"))
                            .startsWith(
                                    "hang: seconds=1 have passed (expected an event); no thread could be looked at"));
        }
    }

    @Test
    void aChildEndsWithItsParent() throws Exception {
        Process child = new ChildJvm(Silent.class, ParentWatch.class).start();
        try (var output = child.inputReader()) {
            assertThat(output.readLine()).isEqualTo("waiting");
            assertThat(child.isAlive()).isTrue();
            child.getOutputStream().close();
            assertThat(child.waitFor()).isOne();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void theDirectoryGoesWithAllThatIsInIt() throws Exception {
        Path path;
        try (var directory = new WorkDirectory()) {
            path = directory.path();
            Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("file"), "text");
            assertThat(directory.newFile()).isEmptyFile();
        }
        assertThat(path).doesNotExist();
    }
}

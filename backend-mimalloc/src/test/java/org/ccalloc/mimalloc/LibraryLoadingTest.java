package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the library gets into the process, and what happens when it cannot; in JVMs of their own. */
@EnabledOnOs(OS.LINUX)
class LibraryLoadingTest {

    private static final String BUNDLED = "META-INF/native/linux-x64/libmimalloc.so";

    @TempDir
    Path directory;

    @Test
    void L04_theBundledLibraryNeedsNoFileSystem() {
        ChildJvm.Result result = child("-Djava.io.tmpdir=/no/such/directory", "-Duser.home=/no/such/directory")
                .run("get");
        assertThat(result.output())
                .contains("allocated by mimalloc, first long 0", "in a sealed memfd, /proc/self/fd/", "sha256: ")
                .contains("version: mimalloc 3.");
        assertThat(result.exitStatus()).isZero();
    }

    @Test
    void L01_aGivenLibraryIsUsed() throws Exception {
        Path copy = directory.resolve("copy with a space.so");
        Files.write(copy, bundled());
        ChildJvm.Result result = child("-Dccalloc.mimalloc.library=" + copy).run("get");
        assertThat(result.output()).contains("allocated by mimalloc", "library: ccalloc.mimalloc.library=" + copy);
    }

    @Test
    void L01_aGivenPathThatDoesNotExistIsAnError() {
        assertGivenIsRefused("/no/such/file.so", "does not exist");
    }

    @Test
    void L01_aGivenDirectoryIsAnError() {
        assertGivenIsRefused(directory.toString(), "is a directory");
    }

    @Test
    void L01_aGivenTextFileIsAnError() throws Exception {
        Path text = Files.writeString(directory.resolve("text.so"), "not a library\n");
        assertGivenIsRefused(text.toString(), "is not a library");
    }

    @Test
    void L01_aGivenTruncatedLibraryIsAnError() throws Exception {
        Path half = directory.resolve("half.so");
        Files.write(half, Arrays.copyOf(bundled(), 40));
        assertGivenIsRefused(half.toString(), "cannot be loaded");
    }

    @Test
    void L01_aGivenLibraryWithoutTheFunctionsIsAnError() throws Exception {
        Path other = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
        assertGivenIsRefused(other.toString(), "is not a mimalloc", "mi_malloc");
    }

    private void assertGivenIsRefused(String path, String... messages) {
        ChildJvm.Result result = child("-Dccalloc.mimalloc.library=" + path).run("get");
        assertThat(result.output())
                .contains("BackendNotAvailableException", "ccalloc.mimalloc.library=" + path, "still alive")
                .contains(messages);
        assertThat(result.exitStatus()).isZero();
        ChildJvm.Result used = child("-Dccalloc.mimalloc.library=" + path).run("unavailable");
        assertThat(used.output())
                .contains("alloc 8: IllegalStateException", "alloc 100000: IllegalStateException", path, "still alive");
    }

    @Test
    void L02_aFlippedBitIsRefused() throws Exception {
        byte[] bytes = bundled();
        bytes[bytes.length / 2] ^= 1;
        Path flipped = directory.resolve(BUNDLED);
        Files.createDirectories(flipped.getParent());
        Files.write(flipped, bytes);
        ChildJvm.Result result = child().classPathFirst(directory).run("get");
        assertThat(result.output())
                .contains("BackendNotAvailableException", "linux-x64/libmimalloc.so is damaged", "still alive");
    }

    @Test
    void L03_fiftyClassLoadersShareOneCopyAndCanBeCollected() {
        ChildJvm.Result result = child().run("class-loaders", "50");
        assertThat(result.output())
                .contains("libraries mapped: 1", "loader threads: 1", "class loaders left: 0", "still alive");
    }

    @Test
    void L03_alsoWhenTheLibraryIsInADirectory() {
        ChildJvm.Result result =
                child("-Dccalloc.library.directory=" + directory).run("class-loaders", "3");
        assertThat(result.output()).contains("libraries mapped: 1", "loader threads: 1", "class loaders left: 0");
    }

    @Test
    void aLargeBlockCanBeFreedThroughAnotherClassLoader() {
        assertThat(child().run("large-across-class-loaders").output())
                .contains("usable: 102400", "in place: false", "freed: true", "moved: true, 42")
                .contains("freed by moving: true", "freed without size: true")
                .containsPattern("(?s)refused: block: address=0x.*refused: block: address=0x")
                .contains("free in another class loader: block: address=0x", "still alive");
    }

    @Test
    void largeBlocksOfAGivenLibraryAreItsOwn() throws Exception {
        assertThat(child().run("large").output()).contains("usable: 102400");
        Path copy = Files.write(directory.resolve("copy.so"), bundled());
        assertThat(child("-Dccalloc.mimalloc.library=" + copy).run("large").output())
                .contains("usable: ", "still alive")
                .doesNotContain("usable: 102400");
    }

    @Test
    void largeBlocksAreMimallocsOwnWhereTheEnvironmentSaysWhenMemoryGoesBack() {
        assertThat(child().launchedBy("env", "MIMALLOC_PURGE_DELAY=1000")
                        .run("large")
                        .output())
                .contains("usable: ", "still alive")
                .doesNotContain("usable: 102400");
    }

    @Test
    void emptyRegionsGiveTheirAddressesBack() {
        assertThat(child("-Xmx64m", "-XX:+UseSerialGC").run("address-space").output())
                .containsPattern("grew by [0-2] regions");
    }

    @Test
    void theLibrarysDirectoryIsEmptiedAfterLoading() {
        ChildJvm.Result result =
                child("-Dccalloc.library.directory=" + directory).run("get");
        assertThat(result.output()).contains("allocated by mimalloc", "unpacked, " + directory);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatCannotBeUsedIsAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        ChildJvm.Result result = child("-Dccalloc.library.directory=" + file).run("get");
        assertThat(result.output())
                .contains("BackendNotAvailableException", "cannot be loaded", file.toString(), "still alive")
                .contains("ccalloc.library.directory");
    }

    @Test
    void L05_deniedNativeAccessNamesTheFlag() {
        ChildJvm.Result result = child("--illegal-native-access=deny").run("get");
        assertThat(result.output())
                .contains("BackendNotAvailableException", "--enable-native-access=ALL-UNNAMED", "still alive");
        assertThat(child("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED")
                        .run("get")
                        .output())
                .contains("allocated by mimalloc");
    }

    @Test
    void thirtyTwoProcessesStartingAtOnceDoNotDisturbEachOther() {
        ChildJvm child = child("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        List<Process> children =
                IntStream.range(0, 32).mapToObj(i -> child.start("get")).toList();
        for (Process process : children) {
            ChildJvm.Result result = ChildJvm.Result.of(process);
            assertThat(result.output()).contains("allocated by mimalloc", "still alive");
            assertThat(result.exitStatus()).isZero();
        }
    }

    @Test
    void memoryOfFreedBlocksComesBackThoughNobodyAllocates() {
        assertThat(child("-Xmx64m", "-XX:+UseSerialGC").run("purge").output()).contains("memory came back");
    }

    @Test
    void memoryOfLargeBlocksComesBackThoughNobodyAllocates() {
        assertThat(child("-Xmx64m", "-XX:+UseSerialGC").run("purge-large").output())
                .contains("memory came back");
    }

    @Test
    void freeLargeBlocksAreNoReasonToRefuseARequest() {
        ChildJvm.Result result = child(
                        "-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=16m")
                .launchedBy("/bin/bash", "-c", "ulimit -v 4194304 && exec \"$@\"", "/bin/bash")
                .run("exhaust");
        assertThat(result.output()).contains("full true, aligned true, plain true, zeroed true, moved true");
    }

    @Test
    void T02_aTrimBringsBackLargeBlocksToo() {
        assertThat(child("-Xmx64m", "-XX:+UseSerialGC").run("trim-large").output())
                .contains("memory came back");
    }

    @Test
    void T02_aTrimByAThreadThatNeverAllocatedBringsMemoryBack() {
        // The background must not be what does it.
        ChildJvm.Result result = child("-Xmx64m", "-XX:+UseSerialGC")
                .launchedBy("env", "MIMALLOC_PURGE_DELAY=1000000000")
                .run("trim");
        assertThat(result.output()).contains("memory came back");
    }

    @Test
    void N08_aBrokenProviderOnTheClassPathHidesNoOther() throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(CcAllocator.class.getName()),
                "no.such.Allocator\n" + LoadingProbe.class.getName() + "\n");
        ChildJvm.Result result = child().classPathFirst(directory).run("get");
        assertThat(result.output())
                .contains("allocated by mimalloc", "WARNING", "no.such.Allocator", "LoadingProbe not a subtype");
    }

    @Test
    void N04_aMisspeltNameListsTheOnesThatExist() {
        ChildJvm.Result result = child("-Dccalloc.backend=mimaloc").run("get");
        assertThat(result.output()).contains("BackendNotAvailableException", "name=mimaloc", "[mimalloc]");
    }

    private static ChildJvm child(String... flags) {
        return new ChildJvm(LoadingProbe.class, MimallocAllocator.class, CcAllocator.class).flags(flags);
    }

    private static byte[] bundled() throws Exception {
        try (InputStream file = MimallocAllocator.class.getResourceAsStream("/" + BUNDLED)) {
            assertThat(file).isNotNull();
            return file.readAllBytes();
        }
    }
}

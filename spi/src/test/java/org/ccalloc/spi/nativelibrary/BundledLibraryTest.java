package org.ccalloc.spi.nativelibrary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledLibraryTest {

    private static final Platform PLATFORM = new Platform("linux", "x64", false);
    private static final byte[] BYTES = {1, 2, 3, 4};

    @TempDir
    Path root;

    @BeforeEach
    void bundle() throws Exception {
        Path natives = Files.createDirectories(root.resolve("META-INF/native/linux-x64"));
        Files.write(natives.resolve("libx.so"), BYTES);
        Files.writeString(
                root.resolve("META-INF/native/x.sha256"),
                BundledLibrary.sha256("other".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        + "  linux-arm64/libx.so\n" + BundledLibrary.sha256(BYTES) + "  linux-x64/libx.so\n");
        // A class of the bundle's own class loader, as a backend's class is.
        Path classFile = root.resolve(BundledLibraryTest.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(classFile.getParent());
        try (var bytes = BundledLibraryTest.class.getResourceAsStream("BundledLibraryTest.class")) {
            Files.write(classFile, bytes.readAllBytes());
        }
    }

    @Test
    void L02_theFileOfThePinnedHashIsFound() throws Exception {
        BundledLibrary library = find().orElseThrow();
        assertThat(library.path()).isEqualTo("linux-x64/libx.so");
        assertThat(library.bytes()).isEqualTo(BYTES);
        // printf '\1\2\3\4' | sha256sum
        assertThat(library.sha256()).isEqualTo("9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a");
    }

    @Test
    void L02_aFlippedBitIsRefused() throws Exception {
        Files.write(root.resolve("META-INF/native/linux-x64/libx.so"), new byte[] {1, 2, 3, 5});
        assertThatThrownBy(this::find)
                .isInstanceOf(LibraryUnavailableException.class)
                .hasMessageContaining("linux-x64/libx.so is damaged")
                .hasMessageContaining("sha256=");
    }

    @Test
    void L02_theHashOfAnotherFileIsNotEnough() throws Exception {
        Files.write(
                root.resolve("META-INF/native/linux-x64/libx.so"),
                "other".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThatThrownBy(this::find).isInstanceOf(LibraryUnavailableException.class);
    }

    @Test
    void L02_aPinnedCrc32IsEnoughToCheck() throws Exception {
        // printf '\1\2\3\4' | gzip -c | tail -c8 | od -An -tx4 -N4
        Files.writeString(root.resolve("META-INF/native/x.crc32"), "b63cfbcd  linux-x64/libx.so\n");
        assertThat(find()).get().extracting(BundledLibrary::sha256).isEqualTo(BundledLibrary.sha256(BYTES));
    }

    @Test
    void L02_aFlippedBitIsRefusedByItsCrc32() throws Exception {
        Files.writeString(root.resolve("META-INF/native/x.crc32"), "b63cfbcd  linux-x64/libx.so\n");
        Files.write(root.resolve("META-INF/native/linux-x64/libx.so"), new byte[] {1, 2, 3, 5});
        assertThatThrownBy(this::find)
                .isInstanceOf(LibraryUnavailableException.class)
                .hasMessageContaining("linux-x64/libx.so is damaged")
                .hasMessageContaining("sha256=");
    }

    @Test
    void L02_aCrc32AloneIsNotEnough() throws Exception {
        Files.writeString(root.resolve("META-INF/native/x.crc32"), "b63cfbcd  linux-x64/libx.so\n");
        Files.delete(root.resolve("META-INF/native/x.sha256"));
        assertThatThrownBy(this::find).isInstanceOf(LibraryUnavailableException.class);
    }

    @Test
    void aCrc32HasEightDigits() {
        // Of four bytes with a checksum that starts with a zero.
        assertThat(BundledLibrary.crc32(new byte[] {0, 0, 0, 48})).isEqualTo("079defb0");
    }

    @Test
    void L02_withoutAListNothingIsLoaded() throws Exception {
        Files.delete(root.resolve("META-INF/native/x.sha256"));
        assertThatThrownBy(this::find).isInstanceOf(LibraryUnavailableException.class);
    }

    @Test
    void aPlatformWithoutABuildHasNone() throws Exception {
        Files.delete(root.resolve("META-INF/native/linux-x64/libx.so"));
        assertThat(find()).isEmpty();
    }

    private java.util.Optional<BundledLibrary> find() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, null)) {
            // Not initialized, so that the test framework need not be there.
            Class<?> anchor = Class.forName(BundledLibraryTest.class.getName(), false, loader);
            assertThat(anchor.getClassLoader()).isSameAs(loader);
            return BundledLibrary.find(
                    new LibraryDescription("x", anchor, "x", List.of(""), List.of(), List.of()), PLATFORM);
        }
    }
}

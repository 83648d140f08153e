package org.ccalloc.spi.nativelibrary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, true, linux-x64, libmimalloc.so",
        "Linux, aarch64, true, linux-arm64, libmimalloc.so",
        "Linux, riscv64, true, linux-riscv64, libmimalloc.so",
        "Linux, amd64, false, linux-musl-x64, libmimalloc.so",
        "Mac OS X, x86_64, false, macos-x64, libmimalloc.dylib",
        "Mac OS X, aarch64, false, macos-arm64, libmimalloc.dylib",
        "Windows 11, amd64, false, windows-x64, mimalloc.dll",
        "Windows Server 2025, aarch64, false, windows-arm64, mimalloc.dll",
        "FreeBSD, amd64, false, freebsd-x64, libmimalloc.so",
    })
    void namesTheFolderAndTheFile(String osName, String osArch, boolean glibc, String folder, String file) {
        Platform platform = Platform.of(osName, osArch, glibc);
        assertThat(platform.folder()).isEqualTo(folder);
        assertThat(platform.fileName("mimalloc")).isEqualTo(file);
    }

    @Test
    void muslIsALinuxWithoutGlibc() {
        assertThat(Platform.of("Linux", "amd64", false).musl()).isTrue();
        assertThat(Platform.of("Linux", "amd64", true).musl()).isFalse();
        assertThat(Platform.of("Mac OS X", "aarch64", false).musl()).isFalse();
    }
}

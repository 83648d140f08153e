package org.ccalloc.spi.nativelibrary;

import java.lang.foreign.Linker;
import java.util.Locale;

/**
 * Operating system, processor and C library, as far as they decide which native build fits.
 *
 * @param os {@code linux}, {@code macos}, {@code windows}, {@code freebsd}, or what the JVM calls it
 * @param arch {@code x64}, {@code arm64}, {@code riscv64}, or what the JVM calls it
 * @param musl whether this is a Linux whose C library is not glibc
 */
record Platform(String os, String arch, boolean musl) {

    static Platform current() {
        // Only glibc has this function; asking the process itself cannot be fooled by files of another C library.
        boolean glibc = Linker.nativeLinker()
                .defaultLookup()
                .find("gnu_get_libc_version")
                .isPresent();
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), glibc);
    }

    static Platform of(String osName, String osArch, boolean glibc) {
        String lower = osName.toLowerCase(Locale.ROOT);
        String os = lower.startsWith("mac") ? "macos" : lower.startsWith("windows") ? "windows" : lower;
        String arch = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> osArch.toLowerCase(Locale.ROOT);
        };
        return new Platform(os, arch, os.equals("linux") && !glibc);
    }

    boolean isLinux() {
        return os.equals("linux");
    }

    boolean isWindows() {
        return os.equals("windows");
    }

    /**
     * The folder of the bundled build, such as {@code linux-x64}. No build is bundled for musl.
     *
     * @return the folder's name
     */
    String folder() {
        return os + (musl ? "-musl-" : "-") + arch;
    }

    String fileName(String stem) {
        return switch (os) {
            case "windows" -> stem + ".dll";
            case "macos" -> "lib" + stem + ".dylib";
            default -> "lib" + stem + ".so";
        };
    }
}

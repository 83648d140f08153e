package org.ccalloc.spi.nativelibrary;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {

    private static final byte[] BYTES = "not really a library".getBytes(US_ASCII);
    private static final BundledLibrary LIBRARY =
            new BundledLibrary("linux-x64/libx.so", BYTES, BundledLibrary.sha256(BYTES));

    @TempDir
    Path parent;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void isTheOwnersAlone() throws Exception {
        PrivateDirectory directory = PrivateDirectory.createIn(parent);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void holdsTheFileUntilItIsRemoved() throws Exception {
        PrivateDirectory directory = PrivateDirectory.createIn(parent);
        Path file = directory.write(LIBRARY);
        assertThat(file).hasFileName("libx.so").hasBinaryContent(BYTES);
        directory.remove();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void refusesBytesThatAreNotTheOnesThatWereChecked() throws Exception {
        PrivateDirectory directory = PrivateDirectory.createIn(parent);
        BundledLibrary other = new BundledLibrary("linux-x64/libx.so", BYTES, "00");
        assertThatThrownBy(() -> directory.write(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(LIBRARY.sha256());
    }

    @Test
    void sweepsOldLeftoversAndNothingElse() throws Exception {
        PrivateDirectory old = PrivateDirectory.createIn(parent);
        old.write(LIBRARY);
        PrivateDirectory young = PrivateDirectory.createIn(parent);
        Path strange = Files.createDirectory(parent.resolve("somebody-elses"));
        FileTime twoHoursAgo = FileTime.from(Instant.now().minusSeconds(7_200));
        Files.setLastModifiedTime(old.path(), twoHoursAgo);
        Files.setLastModifiedTime(strange, twoHoursAgo);
        PrivateDirectory.sweep(parent);
        assertThat(old.path()).doesNotExist();
        assertThat(young.path()).exists();
        assertThat(strange).exists();
    }
}

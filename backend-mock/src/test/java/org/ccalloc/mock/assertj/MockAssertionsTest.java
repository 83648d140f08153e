package org.ccalloc.mock.assertj;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ccalloc.mock.assertj.MockAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ccalloc.mock.FailureRule;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.MockJournal;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MockAssertionsTest {

    private final MockAllocator mock = MockAllocator.builder().recording(true).build();

    @Test
    void whatIsSoPasses() {
        mock.free(mock.alloc(8), 8);
        long block = mock.alloc(40);
        mock.failWhen(FailureRule.after(0));
        mock.alloc(1);
        assertThat(mock)
                .hasAllocated(2)
                .hasFreed(1)
                .hasFailed(1)
                .hasLiveBlocks(1)
                .hasLiveBytes(40)
                .hasNeverHeldMoreThan(40)
                .isIntact();
        mock.free(block, 40);
        assertThat(mock).hasNoLeaks();
    }

    @Test
    void whatIsNotSoFails() {
        long block = mock.alloc(40);
        fails(() -> assertThat(mock).hasAllocated(2), "allocated blocks: 1 (expected 2)");
        fails(() -> assertThat(mock).hasFreed(1), "freed blocks: 0 (expected 1)");
        fails(() -> assertThat(mock).hasFailed(1), "failed requests: 0 (expected 1)");
        fails(() -> assertThat(mock).hasLiveBlocks(0), "live blocks: 1 (expected 0)");
        fails(() -> assertThat(mock).hasLiveBytes(39), "live bytes: 40 (expected 39)");
        fails(() -> assertThat(mock).hasNeverHeldMoreThan(39), "most live bytes: 40 (expected 39 or less)");
        fails(() -> assertThat(mock).hasNoLeaks(), "leak: blocks=1 (expected 0)\n  alloc: byteSize=40, offset=0x20");
        RawMemory.putByte(block + 40, (byte) 1);
        fails(() -> assertThat(mock).isIntact(), "overrun: byte at block offset 40");
    }

    @Test
    void aJournalIsComparedWithAFile(@TempDir Path directory) throws IOException {
        mock.free(mock.alloc(8), 8);
        Path golden = Files.writeString(
                directory.resolve("golden.txt"), mock.journal().toString());
        assertThat(mock.journal()).matchesFile(golden);
        assertThat(MockJournal.parse(Files.readString(golden))).matchesFile(golden);
        mock.alloc(8);
        fails(() -> assertThat(mock.journal()).matchesFile(golden), "journal: entries=3 (expected 2, of " + golden);
        Files.writeString(golden, mock.journal().toString().replace("size=8", "size=9"));
        fails(
                () -> assertThat(mock.journal()).matchesFile(golden),
                "journal: entry=1 t1 alloc size=8 align=16 -> 0x20 done (expected 1 t1 alloc size=9");
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessageContaining(message);
    }
}

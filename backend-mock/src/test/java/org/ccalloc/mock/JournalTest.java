package org.ccalloc.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal says what happened, the same in every run, and does it again elsewhere. */
class JournalTest {

    private static final String GOLDEN = """
            1 t1 alloc size=40 align=16 -> 0x20 done
            2 t1 calloc size=24 align=16 -> 0x90 done
            3 t1 allocAligned size=100 align=256 -> 0x100 done
            4 t1 callocAligned size=10 align=64 -> 0x1c0 done
            5 t2 allocNode size=40 align=128 -> 0x280 done
            6 t1 realloc block=0x20 size=80 align=16 -> 0x340 done
            7 t1 reallocAligned block=0x90 size=30 align=64 -> 0x400 done
            8 t1 resizeInPlace block=0x340 size=70 -> 0x340 done
            9 t1 resizeInPlace block=0x340 size=7000 refused
            10 t1 alloc size=8 align=16 failed
            11 t1 realloc block=0x340 size=9 align=16 failed
            12 t1 alloc size=2000000000 align=16 refused
            13 t3 free block=0x340 size=70 done
            14 t1 freeUnsized block=0x400 size=30 done
            15 t1 free block=0x100 size=100 done
            16 t1 free block=0x1c0 size=10 done
            17 t1 free block=0x280 size=40 done
            18 t1 trim size=0 done
            """;

    private static MockJournal recorded() throws InterruptedException {
        try (MockAllocator mock = MockAllocator.builder().recording(true).build()) {
            long[] block = new long[6];
            block[0] = mock.alloc(40);
            block[1] = mock.calloc(3, 8);
            block[2] = mock.allocAligned(100, 256);
            block[3] = mock.callocAligned(2, 5, 64);
            Thread.ofVirtual().start(() -> block[4] = mock.allocNode(40)).join();
            mock.alloc(0);
            mock.free(0, 8);
            block[0] = mock.realloc(block[0], 40, 80);
            block[1] = mock.reallocAligned(block[1], 24, 30, 64);
            mock.resizeInPlace(block[0], 80, 70);
            mock.resizeInPlace(block[0], 70, 7000);
            mock.failWhen(FailureRule.after(0));
            mock.alloc(8);
            mock.realloc(block[0], 70, 9);
            mock.failWhen(FailureRule.none());
            mock.alloc(2_000_000_000);
            Thread.ofVirtual().start(() -> mock.free(block[0], 70)).join();
            mock.freeUnsized(block[1]);
            mock.free(block[2], 100);
            mock.free(block[3], 10);
            mock.free(block[4], 40);
            mock.trim();
            return mock.journal();
        }
    }

    @Test
    void isTheSameInEveryRun() throws InterruptedException {
        assertThat(recorded()).hasToString(GOLDEN);
    }

    @Test
    void readsWhatItWrote() throws InterruptedException {
        MockJournal journal = recorded();
        assertThat(MockJournal.parse(journal + "\n")).isEqualTo(journal);
    }

    @Test
    void isJson() {
        assertThat(MockJournal.parse("1 t1 allocNode size=40 align=128 -> 0x80 done\n2 t1 trim size=0 done")
                        .toJson())
                .isEqualTo("""
                        [
                          {"sequence":1,"thread":1,"operation":"allocNode","blockOffset":-1,"byteSize":40,"byteAlignment":128,"resultOffset":128,"outcome":"DONE"},
                          {"sequence":2,"thread":1,"operation":"trim","blockOffset":-1,"byteSize":0,"byteAlignment":0,"resultOffset":-1,"outcome":"DONE"}
                        ]
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1 t1 alloc",
                "1 t1 alloc size=x done",
                "1 t1 steal size=8 done",
                "1 t1 alloc length=8 done",
                "1 t1 alloc size=8 -> done",
                "1 t1 alloc size=8 perhaps"
            })
    void whatIsNoLineOfAJournalIsRefused(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MockJournal.parse(line))
                .withMessageContaining("line=" + line);
    }

    @Test
    void nothingIsRecordedUnasked() {
        try (MockAllocator mock = MockAllocator.create()) {
            mock.free(mock.alloc(8), 8);
            assertThat(mock.journal().entries()).isEmpty();
        }
    }

    @Test
    void replaysAndGivesEverythingBack() {
        MockJournal journal = MockJournal.parse(GOLDEN);
        try (MockAllocator other = MockAllocator.builder()
                .reuseOrder(new ReuseOrder.LastFreedFirst())
                .build()) {
            journal.replay(other);
            new MockJournal(journal.entries().subList(0, 8)).replay(other);
            assertThat(other.counts().allocCount()).isEqualTo(16);
        }
    }

    /** An allocator that is wrong in one way. */
    private static final class Wrong extends ForwardingCcAllocator {
        private final String how;

        Wrong(String how, CcAllocator delegate) {
            super(delegate);
            this.how = how;
        }

        @Override
        public long allocNode(long byteSize) {
            return how.equals("refuses") ? 0 : super.allocNode(byteSize);
        }

        @Override
        public long allocAligned(long byteSize, long byteAlignment) {
            return how.equals("misaligns")
                    ? super.allocAligned(byteSize, 64)
                    : super.allocAligned(byteSize, byteAlignment);
        }

        @Override
        public long calloc(long count, long elementByteSize) {
            return how.equals("leaves dirt")
                    ? super.alloc(count * elementByteSize)
                    : super.calloc(count, elementByteSize);
        }

        @Override
        public long realloc(long address, long oldByteSize, long newByteSize) {
            long moved = super.realloc(address, oldByteSize, newByteSize);
            if (how.equals("loses content")) {
                RawMemory.putByte(moved, (byte) 0);
            }
            return moved;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuses", "misaligns", "leaves dirt", "loses content"})
    void aReplayTellsWhatComesOutDifferently(String how) {
        try (MockAllocator other = MockAllocator.create()) {
            // Off by one cache line, so that no alignment is kept by luck.
            long first = other.allocAligned(8, 256);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> MockJournal.parse(GOLDEN).replay(new Wrong(how, other)))
                    .withMessageContaining("replay: ")
                    .withMessageContaining("(expected ");
            other.free(first, 8);
        }
    }
}

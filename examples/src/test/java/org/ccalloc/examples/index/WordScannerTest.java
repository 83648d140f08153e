package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordScannerTest {

    private static final int MAX = WordScanner.MAX_PIECE_BYTES;

    @Test
    void findsRunsOfLettersDigitsUnderscoresAndHighBytes() throws IOException {
        assertThat(scan("int x_1=Größe.ZERO;\n\t".getBytes(StandardCharsets.ISO_8859_1), 100))
                .containsExactly("int", "x_1", "Größe", "ZERO");
    }

    @Test
    void takesAnyByte() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(scan(all, 7)).isEqualTo(SampleText.wordsOf(all)).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4096, 100_000})
    void findsTheSameHoweverTheStreamIsCut(int mostAtATime) throws IOException {
        var random = new Random(mostAtATime);
        byte[] bytes = new byte[mostAtATime < 100 ? 20_000 : 3 * MAX];
        random.nextBytes(bytes);
        assertThat(scan(bytes, mostAtATime)).isEqualTo(SampleText.wordsOf(bytes));
    }

    @Test
    void keepsAWordThatLiesAcrossTwoPieces() throws IOException {
        byte[] bytes = new byte[2 * MAX];
        Arrays.fill(bytes, (byte) ' ');
        Arrays.fill(bytes, MAX - 10, MAX + 20, (byte) 'x');
        assertThat(scan(bytes, MAX)).containsExactly("x".repeat(30));
    }

    @Test
    void cutsAWordThatFillsTheBuffer() throws IOException {
        byte[] bytes = new byte[2 * MAX + 5];
        Arrays.fill(bytes, (byte) 'x');
        assertThat(scan(bytes, MAX)).containsExactly("x".repeat(MAX), "x".repeat(MAX), "x".repeat(5));
    }

    private static List<String> scan(byte[] bytes, int mostAtATime) throws IOException {
        var allocator = new CheckedCcAllocator(CcAllocators.named("mimalloc"));
        List<String> words = new ArrayList<>();
        try (var scanner = new WordScanner(allocator, inPieces(bytes, mostAtATime))) {
            int total = 0;
            for (int read = scanner.nextPiece(); read >= 0; read = scanner.nextPiece()) {
                total += read;
                while (scanner.nextWord()) {
                    byte[] word = new byte[scanner.wordByteLength()];
                    RawMemory.copyToArray(scanner.wordAddress(), word, 0, word.length);
                    words.add(new String(word, StandardCharsets.ISO_8859_1));
                    assertThat(scanner.wordHash()).isEqualTo(WordHash.of(scanner.wordAddress(), word.length));
                }
            }
            assertThat(total).isEqualTo(bytes.length);
        }
        assertThat(allocator.liveBlocks()).isZero();
        return words;
    }

    private static InputStream inPieces(byte[] bytes, int mostAtATime) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, mostAtATime));
            }
        };
    }
}

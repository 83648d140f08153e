package org.ccalloc.examples.index;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Documents made by a seed, and their words counted in the plainest way. */
record SampleText(List<byte[]> documents) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_\\x80-\\xff]+");

    /** Few frequent words, many rare ones, as in real text. */
    static SampleText random(long seed, int documentCount, int wordsPerDocument) {
        var random = new Random(seed);
        var documents = new ArrayList<byte[]>();
        for (int d = 0; d < documentCount; d++) {
            var text = new StringBuilder();
            int count = random.nextInt(2 * wordsPerDocument + 1);
            for (int w = 0; w < count; w++) {
                int rank = (int) Math.pow(3000, random.nextDouble());
                text.append(rank % 7 == 0 ? "größe_" : "w").append(rank).append(random.nextInt(9) == 0 ? "();\n" : " ");
            }
            documents.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new SampleText(documents);
    }

    static SampleText of(String... documents) {
        return new SampleText(List.of(documents).stream()
                .map(d -> d.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    Text text() {
        return Text.of(
                "sample",
                documents.stream()
                        .map(bytes -> new Document("sample", bytes.length, () -> new ByteArrayInputStream(bytes)))
                        .toList());
    }

    /** Words of bytes, each byte a char. */
    static List<String> wordsOf(byte[] bytes) {
        return WORD.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** Word to occurrences and documents. */
    Map<String, WordCount> counts() {
        Map<String, WordCount> counts = new HashMap<>();
        for (byte[] document : documents) {
            Map<String, Long> ofDocument = new HashMap<>();
            for (String word : wordsOf(document)) {
                ofDocument.merge(utf8(word), 1L, Long::sum);
            }
            ofDocument.forEach((word, occurrences) -> counts.merge(
                    word,
                    new WordCount(word, occurrences, 1),
                    (a, b) -> new WordCount(word, a.occurrences() + b.occurrences(), a.documents() + b.documents())));
        }
        return counts;
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

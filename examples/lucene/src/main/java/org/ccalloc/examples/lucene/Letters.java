package org.ccalloc.examples.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;

/** An index of made-up letters, the same in every run. */
final class Letters {

    private static final int WORDS_OF_A_LETTER = 40;
    private static final int BEST = 3;

    private static final List<String> WORDS = List.of(
            "anchor", "bridge", "candle", "dawn", "ember", "ferry", "garden", "harbour", "island", "journey", "kettle",
            "lantern", "meadow", "north", "orchard", "pebble", "quarry", "river", "silver", "timber", "valley",
            "winter");

    private Letters() {}

    /**
     * What a search found.
     *
     * @param count of letters
     * @param best names of the best
     */
    record Hits(int count, List<String> best) {}

    static void index(Directory directory, int letters) throws IOException {
        var random = new Random(42);
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
            for (int i = 0; i < letters; i++) {
                var letter = new Document();
                letter.add(new StringField("name", "letter-" + i, Field.Store.YES));
                letter.add(new TextField("text", text(random), Field.Store.NO));
                writer.addDocument(letter);
            }
        }
    }

    /** The first words are the frequent ones. */
    private static String text(Random random) {
        return random.doubles(WORDS_OF_A_LETTER)
                .mapToObj(chance -> WORDS.get((int) (chance * chance * chance * WORDS.size())))
                .collect(Collectors.joining(" "));
    }

    static Hits search(Directory directory, String word) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            var searcher = new IndexSearcher(reader);
            var query = new TermQuery(new Term("text", word));
            TopDocs found = searcher.search(query, BEST);
            StoredFields fields = searcher.storedFields();
            var best = new ArrayList<String>();
            for (ScoreDoc hit : found.scoreDocs) {
                best.add(fields.document(hit.doc).get("name"));
            }
            return new Hits(searcher.count(query), best);
        }
    }
}

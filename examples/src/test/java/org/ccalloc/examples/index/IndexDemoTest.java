package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndexDemoTest {

    private static final ProgressListener SILENT = byteCount -> {};

    @ParameterizedTest
    @CsvSource({
        "mimalloc, 1, 1, 1, 1000",
        "mimalloc, 3, 2, 2, 0",
        "mimalloc, 4, 1, 1, 3",
        "jemalloc, 3, 2, 2, 1",
        "jemalloc, 2, 1, 2, 50",
        "java-unsafe, 3, 2, 2, 1",
        "java-unsafe, 4, 1, 1, 50",
    })
    void countsAsAHashMapDoesAndGivesEverythingBack(
            String backend, int readers, int retirers, int reclaimers, int window) throws Exception {
        var sample = SampleText.random(7, 200, 400);
        var allocator = new CheckedCcAllocator(CcAllocators.named(backend));

        IndexResult result = IndexDemo.run(
                sample.text(),
                new IndexSettings(readers, retirers, reclaimers, window, Integer.MAX_VALUE),
                allocator,
                SILENT);

        assertThat(result.mostFrequentWords().stream().collect(Collectors.toMap(WordCount::word, Function.identity())))
                .isEqualTo(sample.counts());
        assertThat(result.mostFrequentWords())
                .isSortedAccordingTo((a, b) -> Long.compare(b.occurrences(), a.occurrences()));
        assertThat(result.distinctWordCount()).isEqualTo(sample.counts().size());
        assertThat(result.wordCount())
                .isEqualTo(sample.counts().values().stream()
                        .mapToLong(WordCount::occurrences)
                        .sum());
        assertThat(result.byteCount()).isEqualTo(sample.text().byteSize());
        assertThat(result.postingsCheckedCount()).isPositive();
        assertThat(allocator.liveBlocks()).isZero();
        assertThat(result.everythingCameBack()).isTrue();
        assertThat(result.statistics().orElseThrow().currentAllocated()).isZero();
    }

    @Test
    void eachRoleDoesItsPart() throws Exception {
        IndexResult result = IndexDemo.run(
                SampleText.random(8, 100, 300).text(), new IndexSettings(2, 1, 1, 4, 5), mimalloc(), SILENT);

        OperationCounts readers = result.operationsOf(Role.READER);
        assertThat(readers.allocCount()).isPositive();
        assertThat(readers.allocNodeCount()).isEqualTo(result.distinctWordCount());
        assertThat(readers.callocCount()).isPositive();
        assertThat(readers.reallocCount()).isPositive();
        assertThat(result.operationsOf(Role.RETIRER)).isEqualTo(OperationCounts.NONE);
        OperationCounts reclaimers = result.operationsOf(Role.RECLAIMER);
        assertThat(reclaimers.blocksTaken()).isZero();
        assertThat(reclaimers.freeCount()).isEqualTo(result.retiredBlockCount());
        assertThat(result.blocksFreedElsewhere()).isEqualTo(result.retiredBlockCount());
        assertThat(result.mostFrequentWords()).hasSize(5);
        // By the allocator's own count, in which a realloc is an allocation and a free.
        OperationCounts all = result.allOperations();
        assertThat(result.statistics().orElseThrow().allocCount())
                .isEqualTo(all.allocCount() + all.allocNodeCount() + all.callocCount() + all.reallocCount());
    }

    @Test
    void listsEquallyFrequentWordsByTheirBytes() throws Exception {
        IndexResult result = IndexDemo.run(
                SampleText.of("b a c", "a_ ab B c").text(), new IndexSettings(2, 1, 1, 1, 4), mimalloc(), SILENT);

        assertThat(result.mostFrequentWords())
                .containsExactly(
                        new WordCount("c", 2, 2),
                        new WordCount("B", 1, 1),
                        new WordCount("a", 1, 1),
                        new WordCount("a_", 1, 1));
    }

    @Test
    void noTextAndEmptyDocumentsAreFine() throws Exception {
        var settings = new IndexSettings(2, 1, 1, 1, 10);
        IndexResult none = IndexDemo.run(SampleText.of().text(), settings, mimalloc(), SILENT);
        IndexResult empty = IndexDemo.run(SampleText.of("", "", "\n").text(), settings, mimalloc(), SILENT);

        assertThat(none.wordCount()).isZero();
        assertThat(none.everythingCameBack()).isTrue();
        assertThat(empty.documentCount()).isEqualTo(3);
        assertThat(empty.mostFrequentWords()).isEmpty();
        assertThat(empty.everythingCameBack()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mimalloc", "jemalloc", "java-unsafe"})
    void endsWithEverythingFreedWhereverMemoryRunsOut(String backend) throws Exception {
        var sample = SampleText.random(9, 12, 60);
        var settings = new IndexSettings(2, 1, 1, 2, 10);
        OperationCounts all = IndexDemo.run(sample.text(), settings, CcAllocators.named(backend), SILENT)
                .allOperations();
        long requests = all.blocksTaken() + all.reallocCount();

        int failed = 0;
        for (long n = 0; n < requests; n += n < 60 ? 1 : 23) {
            var allocator = new CheckedCcAllocator(CcAllocators.named(backend), n);
            try {
                IndexDemo.run(sample.text(), settings, allocator, SILENT);
            } catch (OutOfMemoryError e) {
                failed++;
                assertThat(e).hasMessageContaining(backend);
            }
            assertThat(allocator.liveBlocks()).as("memory for %d requests", n).isZero();
        }
        assertThat(failed).isGreaterThan(60);
    }

    @Test
    void endsWithEverythingFreedWhenADocumentCannotBeOpened() {
        var documents = new ArrayList<>(SampleText.random(10, 20, 50).text().documents());
        documents.add(10, new Document("gone", 0, () -> {
            throw new IOException("gone: it was there a moment ago");
        }));

        assertFails(documents, IOException.class, "gone");
    }

    @Test
    void endsWithEverythingFreedWhenReadingBreaksOff() {
        var documents = new ArrayList<>(SampleText.random(11, 20, 50).text().documents());
        documents.add(10, new Document("torn", 0, () -> {
            InputStream torn = InputStream.nullInputStream();
            torn.close();
            return new SequenceInputStream(new ByteArrayInputStream(new byte[] {'a', ' ', 'b', ' '}), torn);
        }));

        assertFails(documents, IOException.class, "Stream closed");
    }

    private static void assertFails(List<Document> documents, Class<? extends Throwable> type, String message) {
        var allocator = new CheckedCcAllocator(mimalloc());
        assertThatThrownBy(() -> IndexDemo.run(
                        Text.of("sample", documents), new IndexSettings(3, 2, 2, 3, 10), allocator, SILENT))
                .isInstanceOf(type)
                .hasMessageContaining(message);
        assertThat(allocator.liveBlocks()).isZero();
    }

    @Test
    void endsWhenAReclaimerFails() {
        var allocator = new ForwardingCcAllocator(mimalloc()) {
            @Override
            public void free(long address, long byteSize) {
                if (Thread.currentThread().getName().startsWith("reclaimer")) {
                    throw new IllegalStateException("free: not today");
                }
                super.free(address, byteSize);
            }
        };
        assertThatThrownBy(() -> IndexDemo.run(
                        SampleText.random(12, 300, 50).text(), new IndexSettings(2, 1, 1, 0, 10), allocator, SILENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("free: not today");
    }

    @Test
    void endsWithEverythingFreedWhenTheListenerFails() {
        var allocator = new CheckedCcAllocator(mimalloc());
        assertThatThrownBy(() -> IndexDemo.run(
                        SampleText.random(13, 50, 50).text(),
                        new IndexSettings(2, 1, 1, 3, 10),
                        allocator,
                        byteCount -> {
                            throw new IllegalStateException("listener: seen enough");
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("listener: seen enough");
        assertThat(allocator.liveBlocks()).isZero();
    }

    @Test
    void endsWithEverythingFreedWhenInterrupted() {
        var allocator = new CheckedCcAllocator(mimalloc());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> IndexDemo.run(
                        SampleText.random(14, 50, 50).text(), new IndexSettings(2, 1, 1, 3, 10), allocator, SILENT))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(allocator.liveBlocks()).isZero();
    }

    @Test
    void leavesStatisticsSwitchedAsTheyWere() throws Exception {
        CcAllocator allocator = mimalloc();
        boolean before = allocator.statsEnabled();
        for (boolean enabled : new boolean[] {true, false}) {
            allocator.statsEnable(enabled);
            IndexDemo.run(SampleText.of("a").text(), new IndexSettings(1, 1, 1, 0, 1), allocator, SILENT);
            assertThat(allocator.statsEnabled()).isEqualTo(enabled);
        }
        allocator.statsEnable(before);
    }

    private static CcAllocator mimalloc() {
        return CcAllocators.named("mimalloc");
    }
}

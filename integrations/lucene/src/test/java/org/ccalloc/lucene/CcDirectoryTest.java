package org.ccalloc.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.store.RandomAccessInput;
import org.apache.lucene.util.IOUtils;
import org.ccalloc.mock.FailureRule;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.CcMock;
import org.ccalloc.mock.junit.EveryAllocationFails;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mock of each test fails it if a block is left, or was written outside its bounds. */
@ExtendWith(CcMock.class)
class CcDirectoryTest {

    private static final int BYTE_SIZE = 100_000;

    @Test
    void aFileIsOneBlockOfItsSize(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            write(directory, "file");
            assertThat(mock.liveBlocks()).hasSize(1);
            assertThat(mock.liveBlocks().getFirst().byteSize()).isEqualTo(BYTE_SIZE);
            assertThat(directory.ramBytesUsed()).isEqualTo(BYTE_SIZE);
            assertThat(directory.fileLength("file")).isEqualTo(BYTE_SIZE);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1024", "8192, 8192", "65537, 131072", "33554433, 50331648"})
    void whileAFileIsWrittenAndClosedItHasAsMuchMemoryAsIsSaid(int byteSize, long written, MockAllocator mock)
            throws IOException {
        try (var directory = new CcDirectory(mock)) {
            try (IndexOutput output = directory.createOutput("file", IOContext.DEFAULT)) {
                write(output, byteSize);
            }
            assertThat(mock.counts().peakByteSize()).isEqualTo(written + byteSize);
        }
    }

    @Test
    void theRoomThatIsLeftWhileAFileIsWrittenIsCounted(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock);
                IndexOutput output = directory.createOutput("file", IOContext.DEFAULT)) {
            write(output, BYTE_SIZE);
            assertThat(directory.ramBytesUsed())
                    .isGreaterThan(BYTE_SIZE)
                    .isEqualTo(mock.counts().liveByteSize());
        }
    }

    @Test
    void whatIsChosenIsUsed(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory()) {
            write(directory, "file");
            assertThat(mock.liveBlocks()).hasSize(1);
        }
    }

    @Test
    void aDeletedFileIsThereUntilItsLastInputIsClosed(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            write(directory, "file");
            IndexInput one = directory.openInput("file", IOContext.DEFAULT);
            IndexInput other = directory.openInput("file", IOContext.DEFAULT);
            IndexInput cloneOfOther = other.clone();
            directory.deleteFile("file");
            assertThat(directory.listAll()).isEmpty();
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> directory.openInput("file", IOContext.DEFAULT));

            one.close();
            one.close();
            assertThat(cloneOfOther.readByte()).isEqualTo(byteAt(0));
            assertThat(directory.ramBytesUsed()).isEqualTo(BYTE_SIZE);
            other.close();
            assertThat(mock.liveBlocks()).isEmpty();
            assertThat(directory.ramBytesUsed()).isZero();
            assertThatAllIsRefused(cloneOfOther);
        }
    }

    @Test
    void aClosedInputIsRefused(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            write(directory, "file");
            IndexInput input = directory.openInput("file", IOContext.DEFAULT);
            input.close();
            assertThatAllIsRefused(input);
        }
    }

    @Test
    void inputsClonesAndSlicesOfAClosedDirectoryAreRefused(MockAllocator mock) throws IOException {
        var directory = new CcDirectory(mock);
        write(directory, "file");
        IndexInput input = directory.openInput("file", IOContext.DEFAULT);
        IndexInput clone = input.clone();
        IndexInput slice = input.slice("slice", 10, 1000);
        RandomAccessInput random = input.randomAccessSlice(10, 1000);
        directory.close();
        directory.close();
        assertThat(mock.liveBlocks()).isEmpty();
        assertThatAllIsRefused(input);
        assertThatAllIsRefused(clone);
        assertThatAllIsRefused(slice);
        assertThatExceptionOfType(AlreadyClosedException.class).isThrownBy(() -> random.readLong(0));
        assertThatExceptionOfType(AlreadyClosedException.class)
                .isThrownBy(() -> directory.openInput("file", IOContext.DEFAULT));
        input.close();
    }

    private static void assertThatAllIsRefused(IndexInput input) {
        List<Callable<Object>> calls = List.of(
                input::readByte,
                input::readShort,
                input::readInt,
                input::readLong,
                () -> {
                    input.readBytes(new byte[8], 0, 8);
                    return input;
                },
                () -> {
                    input.readLongs(new long[8], 0, 8);
                    return input;
                },
                input::clone,
                input::getFilePointer,
                () -> input.slice("slice", 0, 1),
                () -> {
                    input.seek(0);
                    return input;
                });
        for (Callable<Object> call : calls) {
            assertThatExceptionOfType(AlreadyClosedException.class).isThrownBy(call::call);
        }
    }

    /** Every thread reads right bytes until the directory is closed, and is refused then. */
    @Test
    @Timeout(60)
    void closingWhileOthersReadEndsInExceptions(MockAllocator mock) throws Exception {
        var directory = new CcDirectory(mock);
        write(directory, "file");
        var reading = new CountDownLatch(4);
        var readers = new ArrayList<FutureTask<Long>>();
        for (int i = 0; i < 4; i++) {
            IndexInput input = directory.openInput("file", IOContext.DEFAULT);
            var reader = new FutureTask<>(() -> readUntilRefused(input, reading));
            readers.add(reader);
            Thread.ofPlatform().daemon().start(reader);
        }
        reading.await();
        directory.close();
        for (FutureTask<Long> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    private static long readUntilRefused(IndexInput input, CountDownLatch reading) throws IOException {
        long rounds = 0;
        try {
            while (true) {
                input.seek(0);
                for (int i = 0; i < BYTE_SIZE; i++) {
                    byte value = input.readByte();
                    if (value != byteAt(i)) {
                        throw new AssertionError("at " + i + ": " + value);
                    }
                }
                if (rounds++ == 0) {
                    reading.countDown();
                }
            }
        } catch (AlreadyClosedException expected) {
            return rounds;
        } finally {
            reading.countDown(); // also if it fails in the first round, lest the others be waited for in vain
        }
    }

    @Test
    @Timeout(60)
    void deletingAFileThatIsBeingRenamedLeavesItToItsReaders(MockAllocator mock) throws Exception {
        var files = new WatchedFiles();
        try (var directory = new CcDirectory(mock, NoLockFactory.INSTANCE, files)) {
            write(directory, "old");
            IndexInput input = directory.openInput("old", IOContext.DEFAULT);
            Thread deleter = Thread.ofPlatform()
                    .daemon()
                    .unstarted(() -> IOUtils.deleteFilesIgnoringExceptions(directory, "old", "new"));
            files.startWhenNamed(deleter);
            directory.rename("old", "new");
            deleter.join();
            assertThat(directory.listAll()).isEmpty();
            assertThat(input.readByte()).isEqualTo(byteAt(0));
            input.close();
            assertThat(mock.liveBlocks()).isEmpty();
        }
    }

    /** Lets a thread in when a file that is being renamed has both names, until it ends or has to wait. */
    @SuppressWarnings("serial") // nobody does
    private static final class WatchedFiles extends ConcurrentHashMap<String, StoredFile> {

        private @Nullable Thread intruder;

        void startWhenNamed(Thread thread) {
            intruder = thread;
        }

        @Override
        public @Nullable StoredFile putIfAbsent(String name, StoredFile file) {
            StoredFile other = super.putIfAbsent(name, file);
            if (intruder != null) {
                intruder.start();
                while (intruder.isAlive() && intruder.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
            }
            return other;
        }
    }

    @Test
    void writingWithoutMemoryIsAnIoExceptionAndLeavesTheDirectoryUsable(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            write(directory, "before");
            mock.failWhen(FailureRule.budget(2 * BYTE_SIZE));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> write(directory, "file"))
                    .withMessageContaining("off-heap memory: byteSize=");
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> directory.openInput("file", IOContext.DEFAULT));
            assertThat(directory.ramBytesUsed()).isEqualTo(BYTE_SIZE);
            directory.deleteFile("file");
            mock.failWhen(FailureRule.budget(10 * BYTE_SIZE));
            write(directory, "file");
            assertThat(directory.listAll()).containsExactly("before", "file");
        }
    }

    @Test
    void aFileThatLacksSomethingIsNeverReadable(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            mock.failWhen(FailureRule.nth(2));
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> write(directory, "file"));
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> directory.openInput("file", IOContext.DEFAULT));
            assertThat(mock.liveBlocks()).isEmpty();
        }
    }

    @Test
    void anOutputOfAClosedDirectoryIsRefusedAndKeepsNothing(MockAllocator mock) throws IOException {
        var directory = new CcDirectory(mock);
        IndexOutput output = directory.createOutput("file", IOContext.DEFAULT);
        output.writeBytes(new byte[BYTE_SIZE], BYTE_SIZE);
        assertThat(mock.liveBlocks()).isNotEmpty();
        directory.close();
        assertThat(mock.liveBlocks()).isEmpty();
        assertThatExceptionOfType(AlreadyClosedException.class)
                .isThrownBy(() -> output.writeBytes(new byte[BYTE_SIZE], BYTE_SIZE));
        output.close();
    }

    @Test
    void aFileThatIsBeingWrittenCannotBeRead(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock);
                IndexOutput _ = directory.createOutput("file", IOContext.DEFAULT)) {
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> directory.openInput("file", IOContext.DEFAULT));
        }
    }

    @Test
    void readingPastTheEndIsLucenesException(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            write(directory, "file");
            try (IndexInput input = directory.openInput("file", IOContext.DEFAULT)) {
                input.seek(BYTE_SIZE - 7);
                assertThatExceptionOfType(EOFException.class).isThrownBy(input::readLong);
                assertThatExceptionOfType(EOFException.class).isThrownBy(() -> input.seek(BYTE_SIZE + 1));
                assertThatExceptionOfType(EOFException.class)
                        .isThrownBy(() -> ((RandomAccessInput) input).readByte(Long.MAX_VALUE));
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> input.readBytes(new byte[2], 1, 2));
            }
        }
    }

    @Test
    void anIndexIsWrittenSearchedMergedAndGivenBack(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            try (var writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
                for (int i = 0; i < 200; i++) {
                    var document = new Document();
                    document.add(
                            new TextField("text", "number" + i + (i % 2 == 0 ? " even" : " odd"), Field.Store.YES));
                    writer.addDocument(document);
                    if (i % 50 == 49) {
                        writer.commit();
                    }
                }
                try (DirectoryReader old = DirectoryReader.open(writer)) {
                    writer.deleteDocuments(new Term("text", "odd"));
                    writer.forceMerge(1);
                    writer.commit();
                    assertThat(hits(old, "odd")).isEqualTo(100);
                }
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                assertThat(hits(reader, "odd")).isZero();
                assertThat(hits(reader, "even")).isEqualTo(100);
                assertThat(hits(reader, "number42")).isEqualTo(1);
            }
            assertThat(directory.ramBytesUsed())
                    .isPositive()
                    .isEqualTo(mock.counts().liveByteSize());
        }
    }

    /** Whichever allocation fails; also the first commit may. */
    @EveryAllocationFails(expected = IOException.class)
    void anIndexThatRunsOutOfMemoryIsAsAtItsLastCommit(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory(mock)) {
            addAndCommit(directory, "first");
            boolean ranOut = false;
            try {
                addAndCommit(directory, "second");
            } catch (IOException e) {
                ranOut = true;
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                assertThat(hits(reader, "first")).isEqualTo(1);
                assertThat(hits(reader, "second")).isEqualTo(ranOut ? 0 : 1);
            }
            addAndCommit(directory, "third");
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                assertThat(reader.numDocs()).isEqualTo(ranOut ? 2 : 3);
            }
            assertThat(directory.ramBytesUsed()).isEqualTo(mock.counts().liveByteSize());
        }
    }

    private static void addAndCommit(Directory directory, String text) throws IOException {
        var writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()));
        try {
            writer.addDocument(document(text));
            writer.commit();
        } finally {
            writer.rollback(); // of nothing, where all went well or the writer has closed itself
        }
    }

    private static Document document(String text) {
        var document = new Document();
        document.add(new TextField("text", text, Field.Store.YES));
        return document;
    }

    private static int hits(DirectoryReader reader, String word) throws IOException {
        return new IndexSearcher(reader).count(new TermQuery(new Term("text", word)));
    }

    private static void write(Directory directory, String name) throws IOException {
        try (IndexOutput output = directory.createOutput(name, IOContext.DEFAULT)) {
            write(output, BYTE_SIZE);
        }
    }

    private static void write(IndexOutput output, int byteSize) throws IOException {
        for (int i = 0; i < byteSize; i++) {
            output.writeByte(byteAt(i));
        }
    }

    private static byte byteAt(int position) {
        return (byte) (position * 31 + (position >> 8));
    }
}

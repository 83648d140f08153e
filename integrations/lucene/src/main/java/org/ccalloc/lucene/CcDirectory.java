package org.ccalloc.lucene;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.BaseDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.LockFactory;
import org.apache.lucene.store.OutputStreamIndexOutput;
import org.apache.lucene.store.SingleInstanceLockFactory;
import org.apache.lucene.util.Accountable;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.nativelibrary.NativeAccess;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose files live in memory of a {@link CcAllocator}, for indexes that are not kept: those of tests, caches
 * and batch jobs.
 *
 * <p><strong>Who owns the memory.</strong> A file's memory is given back when nobody holds the file any more: it was
 * deleted, and the inputs that {@link #openInput} answered, and the output that wrote it, are closed. Clones and slices of
 * an input do not hold it, as everywhere in Lucene. {@link #close} gives back the memory of all files, those included that
 * somebody holds.
 *
 * <p><strong>Reading what is gone</strong>, be it a closed input, a clone of one whose file's memory was given back, or any
 * input of a closed directory, is an {@link AlreadyClosedException}, also if the memory goes in the middle of it: files are
 * segments of {@code java.lang.foreign}, whose scope ends before the memory is given back.
 *
 * <p><strong>Running out of memory</strong> is an {@link IOException} of the output, as a full disk is.
 *
 * <p><strong>Thread safety.</strong> As Lucene asks of directories: any thread may use it; an input or output is for one
 * thread at a time.
 *
 * {@snippet :
 * try (var directory = new CcDirectory(CcAllocators.get());
 *         var writer = new IndexWriter(directory, new IndexWriterConfig())) {
 *     // ...
 * }
 * }
 */
public final class CcDirectory extends BaseDirectory implements Accountable {

    private static final int OUTPUT_BUFFER_BYTE_SIZE = 1 << 13;

    private final CcAllocator allocator;

    /** By name. Who deletes or renames has the lock on this, so that nobody deletes a file by both of its names. */
    private final ConcurrentMap<String, StoredFile> files;

    /** All files that have memory, those included that have been deleted. */
    private final Set<StoredFile> stored = ConcurrentHashMap.newKeySet();

    private final AtomicLong temporaryFiles = new AtomicLong();

    /**
     * A directory on the allocator that {@link CcAllocators#get()} answers now.
     *
     * @throws org.ccalloc.spi.BackendNotAvailableException if there is none, or not the one asked for
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcDirectory() {
        this(CcAllocators.get());
    }

    /**
     * A directory on an allocator.
     *
     * @param allocator where the memory comes from; still the caller's, and to live longer than the directory
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcDirectory(CcAllocator allocator) {
        this(allocator, new SingleInstanceLockFactory());
    }

    /**
     * A directory on an allocator, with locks of one's own.
     *
     * @param allocator where the memory comes from; still the caller's, and to live longer than the directory
     * @param lockFactory of the directory's locks
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcDirectory(CcAllocator allocator, LockFactory lockFactory) {
        this(allocator, lockFactory, new ConcurrentHashMap<>());
    }

    /** With the table of files, by name; one of a test may look on while it changes. */
    CcDirectory(CcAllocator allocator, LockFactory lockFactory, ConcurrentMap<String, StoredFile> files) {
        super(lockFactory);
        this.allocator = requireNonNull(allocator, "allocator");
        this.files = files;
        // Here rather than at the first write, where Lucene would take it for a tragedy of the index.
        NativeAccess.check();
    }

    @Override
    public String[] listAll() {
        ensureOpen();
        return files.keySet().stream().sorted().toArray(String[]::new);
    }

    /** Takes the name away; the memory stays until nobody has the file open. */
    @Override
    public void deleteFile(String name) throws IOException {
        ensureOpen();
        StoredFile file;
        synchronized (files) {
            file = files.remove(name);
        }
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        file.release();
    }

    @Override
    public long fileLength(String name) throws IOException {
        ensureOpen();
        return existing(name).byteSize();
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        ensureOpen();
        IndexOutput output = tryToCreate(name);
        if (output == null) {
            throw new FileAlreadyExistsException(name);
        }
        return output;
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        ensureOpen();
        while (true) {
            String number = Long.toString(temporaryFiles.getAndIncrement(), Character.MAX_RADIX);
            IndexOutput output = tryToCreate(IndexFileNames.segmentFileName(prefix, suffix + "_" + number, "tmp"));
            if (output != null) {
                return output;
            }
        }
    }

    private @Nullable IndexOutput tryToCreate(String name) {
        var file = new StoredFile(allocator, stored::remove);
        if (files.putIfAbsent(name, file) != null) {
            return null;
        }
        stored.add(file);
        if (!isOpen) { // closed meanwhile, maybe without having seen this file
            file.end();
            ensureOpen();
        }
        return new OutputStreamIndexOutput(
                getClass().getSimpleName() + " output (file=" + name + ")",
                name,
                new StoredFileOutputStream(file),
                OUTPUT_BUFFER_BYTE_SIZE);
    }

    @Override
    public void rename(String source, String dest) throws IOException {
        ensureOpen();
        synchronized (files) {
            if (files.putIfAbsent(dest, existing(source)) != null) {
                throw new FileAlreadyExistsException(dest);
            }
            files.remove(source);
        }
    }

    /** Does nothing: there is nothing that outlives the process. */
    @Override
    public void sync(Collection<String> names) {
        ensureOpen();
    }

    /** Does nothing: there is nothing that outlives the process. */
    @Override
    public void syncMetaData() {
        ensureOpen();
    }

    /**
     * Opens a file.
     *
     * @param name of the file
     * @param context is not looked at
     * @return the input, which holds the file's memory until it is closed
     * @throws NoSuchFileException if there is no such file
     * @throws AccessDeniedException if it is still being written, or could not be written to its end
     */
    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        ensureOpen();
        StoredFile file = existing(name);
        return new CcIndexInput(getClass().getSimpleName() + " input (file=" + name + ")", file, file.open(name));
    }

    private StoredFile existing(String name) throws NoSuchFileException {
        StoredFile file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    /**
     * Gives the memory of all files back, also of those that are open: using them is an {@link AlreadyClosedException}
     * then. Does nothing the second time.
     */
    @Override
    public void close() {
        isOpen = false;
        files.clear();
        stored.forEach(StoredFile::end);
    }

    /** Answers the empty set: a file that is deleted while it is open has lost its name already. */
    @Override
    public Set<String> getPendingDeletions() {
        return Set.of();
    }

    /**
     * Bytes of off-heap memory in all files, those included that were deleted but are still open. A file that is being
     * written has room that is not filled yet, which counts.
     *
     * @return bytes
     */
    @Override
    public long ramBytesUsed() {
        return stored.stream().mapToLong(StoredFile::allocatedByteSize).sum();
    }
}

package org.ccalloc.lucene;

import com.carrotsearch.randomizedtesting.ThreadFilter;
import com.carrotsearch.randomizedtesting.annotations.ThreadLeakFilters;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;
import org.apache.lucene.tests.store.BaseDirectoryTestCase;
import org.apache.lucene.tests.util.QuickPatchThreadsFilter;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.AfterClass;
import org.junit.BeforeClass;

/** Lucene's own tests of directories, with the seed that the pom gives them. */
@ThreadLeakFilters(
        defaultFilters = true,
        filters = {QuickPatchThreadsFilter.class, LuceneDirectorySuiteTest.LoaderThread.class})
@SuppressWarnings("exports") // public as JUnit 4 wants it; nobody sees it
public class LuceneDirectorySuiteTest extends BaseDirectoryTestCase {

    /** The thread that loads native libraries stays, once for the process: no leak of a test. */
    public static final class LoaderThread implements ThreadFilter {
        /** For the runner. */
        public LoaderThread() {}

        @Override
        public boolean reject(Thread thread) {
            return thread.getName().equals("ccalloc-native-library");
        }
    }

    private static CcAllocSnapshot before = CcAllocSnapshot.ZERO;

    /** For JUnit. */
    public LuceneDirectorySuiteTest() {}

    @BeforeClass
    public static void count() {
        CcAllocators.get().statsEnable(true);
        before = CcAllocators.get().statsSnapshot();
    }

    @Override
    protected Directory getDirectory(Path path) {
        return new CcDirectory();
    }

    @AfterClass
    public static void theMemoryWasOursAndCameBack() {
        CcAllocator allocator = CcAllocators.get();
        CcAllocSnapshot used = allocator.statsSnapshot().minus(before);
        assertTrue("blocks from us: " + used, used.allocCount() > 500);
        assertEquals("blocks that came back", used.allocCount(), used.freeCount());
        assertEquals("bytes left", 0, used.currentAllocated());
    }
}

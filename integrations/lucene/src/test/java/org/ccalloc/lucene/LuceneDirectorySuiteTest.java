package org.ccalloc.lucene;

import com.carrotsearch.randomizedtesting.ThreadFilter;
import com.carrotsearch.randomizedtesting.annotations.ThreadLeakFilters;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.store.Directory;
import org.apache.lucene.tests.store.BaseDirectoryTestCase;
import org.apache.lucene.tests.util.QuickPatchThreadsFilter;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.AfterClass;
import org.junit.AssumptionViolatedException;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.rules.TestRule;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;

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

    /** What Lucene skips by itself: they look at files of a file system. */
    private static final Set<String> WANT_AN_FS_DIRECTORY =
            Set.of("testFsyncDoesntCreateNewFiles", "testPendingDeletions");

    private static final Set<String> SKIPPED = ConcurrentHashMap.newKeySet();

    /** For JUnit. */
    @Rule
    public final TestRule skipped = new TestWatcher() {
        @Override
        protected void skipped(AssumptionViolatedException e, Description test) {
            SKIPPED.add(test.getMethodName());
        }
    };

    private static CcAllocSnapshot before = CcAllocSnapshot.ZERO;

    /** For JUnit. */
    public LuceneDirectorySuiteTest() {}

    @BeforeClass
    public static void count() {
        SKIPPED.clear();
        CcAllocators.get().statsEnable(true);
        before = CcAllocators.get().statsSnapshot();
    }

    @Override
    protected Directory getDirectory(Path path) {
        return new CcDirectory();
    }

    @AfterClass
    public static void nothingElseWasSkipped() {
        assertEquals("skipped", WANT_AN_FS_DIRECTORY, SKIPPED);
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

package org.ccalloc.examples.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ccalloc.mock.assertj.MockAssertions.assertThat;

import org.ccalloc.mock.FailureRule;
import org.ccalloc.mock.MemoryFault;
import org.ccalloc.mock.MemoryFaultException;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.MockJournal;
import org.ccalloc.mock.junit.EveryAllocationFails;
import org.ccalloc.mock.junit.MockedMemory;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;

/** A test of each kind that the mock is for. */
@MockedMemory
class StringMapTest {

    private static final int KEYS = 100;

    /** Fails, too, if something is left or was written where it must not be. */
    @Test
    void findsWhatWasPut(CcAllocator allocator) {
        try (var map = new StringMap(allocator)) {
            fill(map);
            assertThat(map.size()).isEqualTo(KEYS);
            assertThat(map.get("key 42")).hasValue(42);
            assertThat(map.get("no key")).isEmpty();
        }
    }

    /** The map asks for its allocator itself. */
    @Test
    void usesTheAllocatorOfTheProcess(MockAllocator mock) {
        try (var map = new StringMap()) {
            map.put("key", 1);
            assertThat(mock).hasLiveBlocks(2);
        }
        assertThat(mock).hasNoLeaks();
    }

    @Test
    void takesABlockForEachKeyAndOneForTheTable(MockAllocator mock) {
        try (var map = new StringMap(mock)) {
            map.put("one", 1);
            map.put("two", 2);
            map.put("two", 22);
            assertThat(mock).hasAllocated(3).hasLiveBytes(4 * 16 + 7 + 7).isIntact();
        }
    }

    /** In place of a Test: once for each request that the map makes, with that one failing. */
    @EveryAllocationFails
    void survivesAnyFailure(CcAllocator allocator) {
        try (var map = new StringMap(allocator)) {
            for (int i = 0; i < 10; i++) {
                map.put("key " + i, i);
            }
        }
    }

    @Test
    void isAsBeforeWhenMemoryRanOutAndWorksWhenThereIsSomeAgain(MockAllocator mock) {
        try (var map = new StringMap(mock)) {
            map.put("one", 1);
            mock.failWhen(FailureRule.budget(mock.counts().liveByteSize()));
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> map.put("two", 2));
            assertThat(map.size()).isEqualTo(1);
            assertThat(map.get("two")).isEmpty();
            mock.failWhen(FailureRule.none());
            map.put("two", 2);
            assertThat(map.get("two")).hasValue(2);
        }
    }

    /** A deliberate bug: forgets the header in the size. */
    private static final class Careless extends StringMap {
        Careless(CcAllocator allocator) {
            super(allocator);
        }

        @Override
        void free(CcAllocator keyAllocator, long key, int byteLength) {
            keyAllocator.free(key, byteLength);
        }
    }

    @Test
    void aSizeWithoutTheHeaderIsFound(MockAllocator mock) {
        var map = new Careless(mock);
        map.put("key", 1);
        assertThatExceptionOfType(MemoryFaultException.class)
                .isThrownBy(map::close)
                .satisfies(fault -> assertThat(fault.fault()).isEqualTo(MemoryFault.WRONG_SIZE))
                .withMessageContaining("operation=free, byteSize=3, block by alloc, byteSize=7")
                .withMessageContaining("StringMap.newKey(");
        // It was meant; otherwise the end of the test would throw it, and the leak.
        mock.takeFaults();
        mock.liveBlocks().forEach(block -> mock.freeUnsized(block.address()));
    }

    /** What the map does, on a real allocator. */
    @Test
    void doesTheSameOnAnotherBackend() {
        MockJournal journal;
        try (MockAllocator mock = MockAllocator.builder().recording(true).build()) {
            try (var map = new StringMap(mock)) {
                fill(map);
            }
            journal = mock.journal();
        }
        journal.replay(CcAllocators.named("mimalloc"));
    }

    private static void fill(StringMap map) {
        for (int i = 0; i < KEYS; i++) {
            map.put("key " + i, i);
        }
    }
}

package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishedRegionsTest {

    private static final long REGION = 0x7f12_3400_0000L;
    private static final String PROPERTY = "org.ccalloc.mimalloc.published-regions-test";

    private final PublishedRegions regions = PublishedRegions.of(PROPERTY, MimallocLibrary::zalloc);

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void whatWasAddedIsFoundByAnyAddressInIt() {
        assertThat(regions.exist()).isTrue();
        assertThat(regions.contain(REGION)).isFalse();
        assertThat(regions.add(REGION, MimallocLibrary::zalloc)).isTrue();
        assertThat(regions.contain(REGION)).isTrue();
        assertThat(regions.contain(REGION + Region.BYTE_SIZE - 1)).isTrue();
        assertThat(regions.contain(REGION - 1)).isFalse();
        assertThat(regions.contain(REGION + Region.BYTE_SIZE)).isFalse();
        regions.remove(REGION);
        assertThat(regions.contain(REGION)).isFalse();
    }

    @Test
    void whoComesLaterFindsTheSame() {
        assertThat(regions.add(REGION, MimallocLibrary::zalloc)).isTrue();
        PublishedRegions later = PublishedRegions.of(PROPERTY, _ -> 0);
        assertThat(later.contain(REGION + 1)).isTrue();
    }

    @Test
    void highestAddressesOf48BitsHaveAPlaceAndHigherOnesHaveNone() {
        long highest = (1L << 48) - Region.BYTE_SIZE;
        assertThat(regions.add(highest, MimallocLibrary::zalloc)).isTrue();
        assertThat(regions.contain(highest + 1)).isTrue();
        for (long address : new long[] {1L << 48, 1L << 62, -Region.BYTE_SIZE, -1}) {
            assertThat(regions.contain(address)).isFalse();
            assertThat(regions.add(Region.addressAround(address), MimallocLibrary::zalloc))
                    .isFalse();
        }
    }

    @Test
    void withoutMemoryNothingIsAdded() {
        assertThat(regions.add(REGION, _ -> 0)).isFalse();
        assertThat(regions.contain(REGION)).isFalse();
        System.clearProperty(PROPERTY);
        assertThat(PublishedRegions.of(PROPERTY, _ -> 0).exist()).isFalse();
        assertThat(System.getProperty(PROPERTY)).isNull();
    }

    /** What is pushed by some threads is taken once, by others. */
    @Test
    void everyPushedBlockIsTakenOnce() throws Exception {
        int threads = 3;
        int rounds = 20_000;
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger pushing = new AtomicInteger(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads + 2)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                futures.add(executor.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        regions.push(MimallocLibrary.malloc(16));
                    }
                    pushing.decrementAndGet();
                }));
            }
            for (int thread = 0; thread < 2; thread++) {
                futures.add(executor.submit(() -> {
                    boolean last;
                    do {
                        last = pushing.get() == 0;
                        regions.takeAll(block -> {
                            MimallocLibrary.free(block, 16);
                            taken.incrementAndGet();
                        });
                    } while (!last);
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
        assertThat(taken).hasValue(threads * rounds);
    }
}

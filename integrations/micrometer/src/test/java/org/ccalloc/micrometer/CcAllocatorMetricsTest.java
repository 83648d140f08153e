package org.ccalloc.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CcAllocatorMetricsTest {

    private final MockAllocator allocator = MockAllocator.create();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private void use() {
        allocator.statsEnable(true);
        allocator.free(allocator.alloc(100), 100);
        allocator.freeUnsized(allocator.alloc(30));
        allocator.freeUnsized(allocator.alloc(30));
        allocator.alloc(7);
    }

    @Test
    void metersShowTheStatistics() {
        new CcAllocatorMetrics(allocator).bindTo(registry);
        assertThat(gauge("ccalloc.statistics.enabled")).isZero();
        use();
        assertThat(gauge("ccalloc.statistics.enabled")).isOne();
        assertThat(gauge("ccalloc.memory.live")).isEqualTo(67);
        assertThat(gauge("ccalloc.blocks.live")).isEqualTo(1);
        assertThat(counter("ccalloc.memory.allocated")).isEqualTo(167);
        assertThat(counter("ccalloc.memory.freed")).isEqualTo(100);
        assertThat(counter("ccalloc.blocks.allocated")).isEqualTo(4);
        assertThat(counter("ccalloc.blocks.freed", "sized", "true")).isEqualTo(1);
        assertThat(counter("ccalloc.blocks.freed", "sized", "false")).isEqualTo(2);
        assertThat(registry.getMeters()).hasSize(8);
    }

    @Test
    void everyMeterHasTheNameOfItsAllocatorAndSaysWhatItIs() {
        new CcAllocatorMetrics(allocator, Tags.of("pool", "cache")).bindTo(registry);
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            Meter.Id id = meter.getId();
            assertThat(id.getTag("allocator")).isEqualTo("mock");
            assertThat(id.getTag("pool")).isEqualTo("cache");
            assertThat(id.getDescription()).isNotBlank();
        });
    }

    @Test
    void prometheusShowsTotalsInBytes() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new CcAllocatorMetrics(allocator).bindTo(prometheus);
        use();
        assertThat(prometheus.scrape().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "ccalloc_blocks_allocated_blocks_total{allocator=\"mock\"} 4.0",
                        "ccalloc_blocks_freed_blocks_total{allocator=\"mock\",sized=\"false\"} 2.0",
                        "ccalloc_blocks_freed_blocks_total{allocator=\"mock\",sized=\"true\"} 1.0",
                        "ccalloc_blocks_live_blocks{allocator=\"mock\"} 1.0",
                        "ccalloc_memory_allocated_bytes_total{allocator=\"mock\"} 167.0",
                        "ccalloc_memory_freed_bytes_total{allocator=\"mock\"} 100.0",
                        "ccalloc_memory_live_bytes{allocator=\"mock\"} 67.0",
                        "ccalloc_statistics_enabled{allocator=\"mock\"} 1.0");
    }

    @Test
    void aHeapHasMetersOfItsOwnAlsoWhenItIsClosed() {
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("request"))) {
            heap.statsEnable(true);
            new CcAllocatorMetrics(allocator).bindTo(registry);
            new CcAllocatorMetrics(heap).bindTo(registry);
            heap.free(heap.alloc(10), 10);
        }
        assertThat(registry.get("ccalloc.memory.allocated")
                        .tag("allocator", "request")
                        .functionCounter()
                        .count())
                .isEqualTo(10);
    }

    @Test
    void metersDoNotKeepTheAllocator() {
        WeakReference<CcAllocator> bound = bindToAnother(registry);
        while (bound.get() != null) {
            System.gc();
            assertThat(Thread.interrupted()).as("in time").isFalse();
        }
        assertThat(gauge("ccalloc.memory.live")).isNaN();
    }

    private static WeakReference<CcAllocator> bindToAnother(MeterRegistry registry) {
        CcAllocator another = MockAllocator.create();
        new CcAllocatorMetrics(another).bindTo(registry);
        return new WeakReference<>(another);
    }

    @Test
    void theSnippetOfTheReadmeWorks() {
        // The snippet begins.
        new CcAllocatorMetrics(allocator).bindTo(registry);

        allocator.statsEnable(true);
        long address = allocator.alloc(100);
        double live = registry.get("ccalloc.memory.live").gauge().value(); // 100
        allocator.free(address, 100);
        // The snippet ends.
        assertThat(live).isEqualTo(100);
    }

    @Test
    void theReadmeShowsTheSnippet() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
        String begin = "        // The snippet begins.\n";
        String snippet = source.substring(
                source.indexOf(begin) + begin.length(), source.indexOf("        // The snippet ends.\n"));
        // stripIndent takes a last line that is empty for the least indented one.
        assertThat(Files.readString(Path.of("README.md")))
                .contains("```java\n" + snippet.stripTrailing().stripIndent() + "\n```");
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }
}

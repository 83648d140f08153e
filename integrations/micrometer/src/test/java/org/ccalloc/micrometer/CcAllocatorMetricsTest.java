package org.ccalloc.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CcAllocatorMetricsTest {

    private static final Comparator<Meter> SAME = Comparator.comparingInt(System::identityHashCode);

    private final MockAllocator allocator = MockAllocator.create();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    private CcAllocatorMetrics metricsOf(CcAllocator shown) {
        return new CcAllocatorMetrics(shown, Tags.empty(), warnings::add);
    }

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
    void everyMeterHasTheNameAndTheKindOfItsAllocatorAndSaysWhatItIs() {
        new CcAllocatorMetrics(allocator, Tags.of("pool", "cache")).bindTo(registry);
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            Meter.Id id = meter.getId();
            assertThat(id.getTag("allocator")).isEqualTo("mock");
            assertThat(id.getTag("kind")).isEqualTo("allocator");
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
                        "ccalloc_blocks_allocated_blocks_total{allocator=\"mock\",kind=\"allocator\"} 4.0",
                        "ccalloc_blocks_freed_blocks_total{allocator=\"mock\",kind=\"allocator\",sized=\"false\"} 2.0",
                        "ccalloc_blocks_freed_blocks_total{allocator=\"mock\",kind=\"allocator\",sized=\"true\"} 1.0",
                        "ccalloc_blocks_live_blocks{allocator=\"mock\",kind=\"allocator\"} 1.0",
                        "ccalloc_memory_allocated_bytes_total{allocator=\"mock\",kind=\"allocator\"} 167.0",
                        "ccalloc_memory_freed_bytes_total{allocator=\"mock\",kind=\"allocator\"} 100.0",
                        "ccalloc_memory_live_bytes{allocator=\"mock\",kind=\"allocator\"} 67.0",
                        "ccalloc_statistics_enabled{allocator=\"mock\",kind=\"allocator\"} 1.0");
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
    void aHeapOfTheNameOfItsAllocatorHasMetersOfItsOwn() {
        new CcAllocatorMetrics(allocator).bindTo(registry);
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("mock"))) {
            heap.statsEnable(true);
            new CcAllocatorMetrics(heap).bindTo(registry);
            heap.alloc(10);
            assertThat(registry.get("ccalloc.memory.live")
                            .tags("allocator", "mock", "kind", "heap")
                            .gauge()
                            .value())
                    .isEqualTo(10);
            assertThat(registry.get("ccalloc.memory.live")
                            .tags("allocator", "mock", "kind", "allocator")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    @Test
    void aHeapIsShownAfterTheMetricsOfAnotherOneOfItsNameWereClosed() {
        for (int byteSize = 1; byteSize <= 3; byteSize++) {
            try (CcHeap heap = allocator.newHeap(HeapOptions.named("sessions"));
                    CcAllocatorMetrics metrics = metricsOf(heap)) {
                heap.statsEnable(true);
                metrics.bindTo(registry);
                heap.alloc(byteSize);
                assertThat(gauge("ccalloc.memory.live")).isEqualTo(byteSize);
                assertThat(counter("ccalloc.memory.allocated")).isEqualTo(byteSize);
            }
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void bindingWarnsOfMetersThatShowAnotherOne() {
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("sessions"));
                CcHeap another = allocator.newHeap(HeapOptions.named("sessions"))) {
            metricsOf(heap).bindTo(registry);
            assertThat(warnings).isEmpty();
            metricsOf(another).bindTo(registry);
            assertThat(warnings)
                    .singleElement(STRING)
                    .startsWith("metrics: allocator=sessions, tags=[tag(allocator=sessions),tag(kind=heap)],"
                            + " registry=SimpleMeterRegistry is not shown by [ccalloc.blocks.allocated, ")
                    .contains("(expected tags that no other");
            new CcAllocatorMetrics(another, Tags.of("allocator", "sessions-2"), warnings::add).bindTo(registry);
            assertThat(warnings).hasSize(1);
        }
    }

    @Test
    void bindingASecondTimeDoesNothing() {
        try (CcAllocatorMetrics metrics = metricsOf(allocator)) {
            metrics.bindTo(registry);
            List<Meter> meters = registry.getMeters();
            metrics.bindTo(registry);
            assertThat(registry.getMeters()).usingElementComparator(SAME).containsExactlyInAnyOrderElementsOf(meters);
            assertThat(warnings).isEmpty();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void closeRemovesMetersFromEveryRegistry() {
        SimpleMeterRegistry part = new SimpleMeterRegistry();
        // Filters give meters other names and tags than they were asked for with.
        part.config().commonTags("application", "test").meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.withName("our." + id.getName());
            }
        });
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(part);
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CcAllocatorMetrics metrics = new CcAllocatorMetrics(allocator);
        for (MeterRegistry each : List.of(registry, composite, prometheus)) {
            each.counter("of.somebody.else");
            metrics.bindTo(each);
        }
        assertThat(part.getMeters()).hasSize(8 + 1);
        metrics.close();
        for (MeterRegistry each : List.of(registry, composite, prometheus)) {
            assertThat(each.getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .containsExactly("of.somebody.else");
        }
        assertThat(part.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsExactly("our.of.somebody.else");
        assertThat(prometheus.scrape()).doesNotContain("ccalloc");
    }

    @Test
    void closeLeavesMetersThatOthersHaveRegistered() {
        CcAllocatorMetrics first = metricsOf(allocator);
        CcAllocatorMetrics second = metricsOf(allocator);
        first.bindTo(registry);
        second.bindTo(registry);
        second.close();
        assertThat(registry.getMeters()).hasSize(8);
        first.close();
        assertThat(registry.getMeters()).isEmpty();
        second.bindTo(registry);
        first.close();
        assertThat(registry.getMeters()).hasSize(8);
        registry.clear();
        first.bindTo(registry);
        second.close();
        assertThat(registry.getMeters()).hasSize(8);
    }

    @Test
    void threadsMayBindAndCloseAtOnce() throws Exception {
        CcAllocatorMetrics common = metricsOf(allocator);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<Void> bindAndClose = () -> {
                for (int i = 0; i < 500; i++) {
                    try (CcAllocatorMetrics own = metricsOf(allocator)) {
                        own.bindTo(registry);
                        common.bindTo(registry);
                        common.close();
                    }
                }
                return null;
            };
            for (Future<Void> thread : threads.invokeAll(Collections.nCopies(4, bindAndClose))) {
                thread.get();
            }
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void metersDoNotKeepTheAllocatorAndOnlyGaugesTellThatItIsGone() {
        WeakReference<CcAllocator> bound = bindAndReadAnother();
        while (bound.get() != null) {
            System.gc();
            assertThat(Thread.interrupted()).as("in time").isFalse();
        }
        assertThat(gauge("ccalloc.memory.live")).isNaN();
        assertThat(gauge("ccalloc.blocks.live")).isNaN();
        assertThat(gauge("ccalloc.statistics.enabled")).isNaN();
        // As they were when they were read last.
        assertThat(counter("ccalloc.blocks.allocated")).isEqualTo(1);
        assertThat(counter("ccalloc.memory.allocated")).isEqualTo(10);
        assertThat(counter("ccalloc.memory.freed")).isZero();
        assertThat(counter("ccalloc.blocks.freed", "sized", "true")).isZero();
        assertThat(counter("ccalloc.blocks.freed", "sized", "false")).isZero();
    }

    private WeakReference<CcAllocator> bindAndReadAnother() {
        CcAllocator another = MockAllocator.create();
        another.statsEnable(true);
        new CcAllocatorMetrics(another).bindTo(registry);
        long address = another.alloc(10);
        assertThat(counter("ccalloc.blocks.allocated")).isEqualTo(1);
        assertThat(counter("ccalloc.memory.allocated")).isEqualTo(10);
        another.free(address, 10);
        another.alloc(20);
        return new WeakReference<>(another);
    }

    @Test
    void aResetIsANegativeStepInARegistryOfSteps() {
        AtomicLong now = new AtomicLong();
        long step = Duration.ofMinutes(1).toNanos();
        Clock clock = new Clock() {
            @Override
            public long wallTime() {
                return TimeUnit.NANOSECONDS.toMillis(now.get());
            }

            @Override
            public long monotonicTime() {
                return now.get();
            }
        };
        SimpleMeterRegistry steps = new SimpleMeterRegistry(key -> key.equals("simple.mode") ? "STEP" : null, clock);
        allocator.statsEnable(true);
        new CcAllocatorMetrics(allocator).bindTo(steps);
        FunctionCounter blocks = steps.get("ccalloc.blocks.allocated").functionCounter();
        for (int i = 0; i < 5; i++) {
            allocator.alloc(1);
        }
        blocks.count();
        now.addAndGet(step);
        assertThat(blocks.count()).isEqualTo(5);
        allocator.statsReset();
        blocks.count();
        now.addAndGet(step);
        assertThat(blocks.count()).isEqualTo(-5);
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
    void theSnippetOfHeapsWorks() {
        // The snippet begins.
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("sessions"));
                CcAllocatorMetrics metrics = new CcAllocatorMetrics(heap)) {
            metrics.bindTo(registry);
            serve(heap);
        }
        // The snippet ends.
        assertThat(registry.getMeters()).isEmpty();
    }

    private void serve(CcHeap heap) {
        heap.statsEnable(true);
        heap.alloc(100);
        assertThat(gauge("ccalloc.memory.live")).isEqualTo(100);
    }

    @Test
    void theReadmeShowsTheSnippets() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
        Matcher snippets = Pattern.compile(
                        "^ {8}// The snippet begins\\.\\n(.*?)^ {8}// The snippet ends\\.$",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(source);
        // stripIndent takes a last line that is empty for the least indented one.
        assertThat(snippets.results()
                        .map(snippet -> snippet.group(1).stripTrailing().stripIndent()))
                .hasSize(2)
                .allSatisfy(snippet ->
                        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + snippet + "\n```"));
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }
}

package org.ccalloc.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;

/**
 * The statistics of an allocator as meters, each with the tag {@code allocator}, its name:
 *
 * <pre>
 *   ccalloc.memory.live          gauge, bytes     bytes in live blocks, as asked for
 *   ccalloc.memory.allocated     counter, bytes   bytes asked for since the start
 *   ccalloc.memory.freed         counter, bytes   bytes named in frees
 *   ccalloc.blocks.live          gauge, blocks
 *   ccalloc.blocks.allocated     counter, blocks
 *   ccalloc.blocks.freed         counter, blocks  tag sized=true, or sized=false for frees that named no size
 *   ccalloc.statistics.enabled   gauge            1 while the allocator counts, 0 while all others stand still
 * </pre>
 *
 * <p>The allocator counts only if it was told to, by {@code -Dccalloc.stats=true} or {@link CcAllocator#statsEnable}: binding
 * does not switch that on. Meters hold the allocator weakly, as Micrometer wants it, and this object not at all.
 *
 * <p><strong>Thread safety.</strong> Immutable.
 *
 * @implNote Each meter takes a snapshot of its own when it is read. Meters are read one by one, and nobody tells when a round
 *     begins: a snapshot that they shared would have to be kept for a time that somebody guesses, and taking it is cheaper than
 *     writing the meter's line.
 */
public final class CcAllocatorMetrics implements MeterBinder {

    private static final String BLOCKS = "blocks";

    private final CcAllocator allocator;
    private final Iterable<Tag> tags;

    /**
     * Meters with no tag but the name of the allocator.
     *
     * @param allocator whose statistics to show
     */
    public CcAllocatorMetrics(CcAllocator allocator) {
        this(allocator, Tags.empty());
    }

    /**
     * Meters with tags beside the name of the allocator.
     *
     * @param allocator whose statistics to show; of a heap, too, but its meters stay when it is closed
     * @param tags further tags; one named {@code allocator} takes the place of the name
     */
    public CcAllocatorMetrics(CcAllocator allocator, Iterable<Tag> tags) {
        this.allocator = Objects.requireNonNull(allocator, "allocator");
        this.tags = Tags.of("allocator", allocator.name()).and(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "ccalloc.memory.live",
                BaseUnits.BYTES,
                "Bytes in live blocks, as asked for",
                of -> of.statsSnapshot().currentAllocated());
        gauge(registry, "ccalloc.blocks.live", BLOCKS, "Live blocks", of -> liveBlocks(of.statsSnapshot()));
        counter(registry, "ccalloc.memory.allocated", BaseUnits.BYTES, "Bytes asked for", CcAllocSnapshot::allocBytes);
        counter(registry, "ccalloc.memory.freed", BaseUnits.BYTES, "Bytes named in frees", CcAllocSnapshot::freeBytes);
        counter(registry, "ccalloc.blocks.allocated", BLOCKS, "Blocks handed out", CcAllocSnapshot::allocCount);
        String freed = "Blocks given back, with their size or without";
        counter(
                registry,
                "ccalloc.blocks.freed",
                BLOCKS,
                freed,
                snapshot -> snapshot.freeCount() - snapshot.unsizedFreeCount(),
                Tag.of("sized", "true"));
        counter(
                registry,
                "ccalloc.blocks.freed",
                BLOCKS,
                freed,
                CcAllocSnapshot::unsizedFreeCount,
                Tag.of("sized", "false"));
        Gauge.builder("ccalloc.statistics.enabled", allocator, of -> of.statsEnabled() ? 1 : 0)
                .description("1 while the allocator counts, 0 while its other meters stand still")
                .tags(tags)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String baseUnit,
            String description,
            ToDoubleFunction<CcAllocator> value) {
        Gauge.builder(name, allocator, value)
                .baseUnit(baseUnit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String baseUnit,
            String description,
            ToLongFunction<CcAllocSnapshot> value,
            Tag... more) {
        FunctionCounter.builder(name, allocator, of -> value.applyAsLong(of.statsSnapshot()))
                .baseUnit(baseUnit)
                .description(description)
                .tags(Tags.concat(tags, Tags.of(more)))
                .register(registry);
    }

    private static long liveBlocks(CcAllocSnapshot snapshot) {
        return snapshot.allocCount() - snapshot.freeCount();
    }
}

package org.ccalloc.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;

/**
 * The statistics of an allocator or a heap as meters, each with the tags {@code allocator}, its name, and {@code kind},
 * {@code allocator} or {@code heap}:
 *
 * <pre>
 *   ccalloc.memory.live          gauge, bytes     bytes in live blocks, as asked for, and in those freed without their size
 *   ccalloc.memory.allocated     counter, bytes   bytes asked for since the start
 *   ccalloc.memory.freed         counter, bytes   bytes named in frees
 *   ccalloc.blocks.live          gauge, blocks
 *   ccalloc.blocks.allocated     counter, blocks
 *   ccalloc.blocks.freed         counter, blocks  tag sized=true, or sized=false for frees that named no size
 *   ccalloc.statistics.enabled   gauge            1 while the allocator counts, 0 while all others stand still
 * </pre>
 *
 * <p>The allocator counts only if it was told to, by {@code -Dccalloc.stats=true} or {@link CcAllocator#statsEnable}: binding
 * does not switch that on. Meters hold the allocator weakly, as Micrometer wants it, and this object not at all. Once the
 * allocator is gone, gauges are {@code NaN} and counters stay as they were read last.
 *
 * <p><strong>Meters stay until {@link #close}.</strong> A registry has one meter of a name and tags: another one that is bound
 * meanwhile is not shown, and {@link #bindTo} warns of that. Heaps that come and go under one name are shown if each one's
 * metrics are closed with it; those that are open at once need a tag that tells them apart.
 *
 * <p><strong>Thread safety.</strong> All operations may be called by any thread.
 *
 * @apiNote
 * {@snippet :
 * try (CcHeap heap = allocator.newHeap(HeapOptions.named("sessions"));
 *         CcAllocatorMetrics metrics = new CcAllocatorMetrics(heap)) {
 *     metrics.bindTo(registry);
 *     // ...
 * } // the next heap of the name can be shown
 * }
 *
 * @implNote Each meter takes a snapshot of its own when it is read. Meters are read one by one, and nobody tells when a round
 *     begins: a snapshot that they shared would have to be kept for a time that somebody guesses, and taking it is cheaper than
 *     writing the meter's line.
 */
public final class CcAllocatorMetrics implements MeterBinder, AutoCloseable {

    private static final String BLOCKS = "blocks";

    /** Held by whoever binds or closes: of two that bind at once, a registry does not tell whose meter it has taken. */
    private static final Object BINDING = new Object();

    private final CcAllocator allocator;
    private final Iterable<Tag> tags;
    private final Consumer<String> log;

    /** The meters that this object brought into being, and where; guarded by {@link #BINDING}. */
    private final IdentityHashMap<Meter, MeterRegistry> registered = new IdentityHashMap<>();

    /**
     * Meters with no tags but the name and the kind of the allocator.
     *
     * @param allocator whose statistics to show
     */
    public CcAllocatorMetrics(CcAllocator allocator) {
        this(allocator, Tags.empty());
    }

    /**
     * Meters with tags beside the name and the kind of the allocator.
     *
     * @param allocator whose statistics to show; of a heap, too, but its meters stay when it is closed, until this object is
     * @param tags further tags; one named {@code allocator} or {@code kind} takes the place of that
     */
    public CcAllocatorMetrics(CcAllocator allocator, Iterable<Tag> tags) {
        this(allocator, tags, CcAllocatorMetrics::warn);
    }

    CcAllocatorMetrics(CcAllocator allocator, Iterable<Tag> tags, Consumer<String> log) {
        this.allocator = Objects.requireNonNull(allocator, "allocator");
        this.tags = Tags.of("allocator", allocator.name(), "kind", allocator instanceof CcHeap ? "heap" : "allocator")
                .and(tags);
        this.log = log;
    }

    /**
     * Registers the meters. Where the registry has one of the same name and tags that this object did not register, that
     * one stays and goes on showing what it was registered for, as everywhere in Micrometer; a warning of the {@link
     * System.Logger} {@code org.ccalloc} names it. Nothing is thrown then: to be watched must not keep a program from its
     * work.
     *
     * @param registry where to; a second time does nothing, unless the meters were removed meanwhile
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        synchronized (BINDING) {
            Set<Meter> before = metersOf(registry);
            Set<String> taken = new TreeSet<>();
            register(registry, meter -> {
                if (!before.contains(meter)) {
                    registered.put(meter, registry);
                } else if (!registered.containsKey(meter)) {
                    taken.add(meter.getId().getName());
                }
            });
            if (!taken.isEmpty()) {
                log.accept("metrics: allocator=" + allocator.name() + ", tags=" + tags + ", registry="
                        + registry.getClass().getSimpleName() + " is not shown by " + taken
                        + ", which are there already and show what they were registered for (expected tags that no other"
                        + " allocator or heap has, or close() of the CcAllocatorMetrics before)");
            }
        }
    }

    /**
     * Removes the meters that this object has registered, from every registry that it was bound to. Does nothing the second
     * time, and to meters that others have registered. Binding once more registers anew.
     */
    @Override
    public void close() {
        synchronized (BINDING) {
            registered.forEach((meter, registry) -> {
                // It may have been removed, and another one registered in its place.
                if (metersOf(registry).contains(meter)) {
                    registry.remove(meter);
                }
            });
            registered.clear();
        }
    }

    /** By identity: meters of the same name and tags are equal. */
    private static Set<Meter> metersOf(MeterRegistry registry) {
        Set<Meter> meters = Collections.newSetFromMap(new IdentityHashMap<>());
        meters.addAll(registry.getMeters());
        return meters;
    }

    private static void warn(String message) {
        System.getLogger("org.ccalloc").log(System.Logger.Level.WARNING, message);
    }

    private void register(MeterRegistry registry, Consumer<Meter> whenDone) {
        gauge(
                registry,
                whenDone,
                "ccalloc.memory.live",
                BaseUnits.BYTES,
                "Bytes in live blocks, as asked for, and in blocks that were freed without their size",
                of -> of.statsSnapshot().currentAllocated());
        gauge(registry, whenDone, "ccalloc.blocks.live", BLOCKS, "Live blocks", of -> liveBlocks(of.statsSnapshot()));
        counter(
                registry,
                whenDone,
                "ccalloc.memory.allocated",
                BaseUnits.BYTES,
                "Bytes asked for",
                CcAllocSnapshot::allocBytes);
        counter(
                registry,
                whenDone,
                "ccalloc.memory.freed",
                BaseUnits.BYTES,
                "Bytes named in frees",
                CcAllocSnapshot::freeBytes);
        counter(
                registry,
                whenDone,
                "ccalloc.blocks.allocated",
                BLOCKS,
                "Blocks handed out",
                CcAllocSnapshot::allocCount);
        String freed = "Blocks given back, with their size or without";
        counter(
                registry,
                whenDone,
                "ccalloc.blocks.freed",
                BLOCKS,
                freed,
                snapshot -> snapshot.freeCount() - snapshot.unsizedFreeCount(),
                Tag.of("sized", "true"));
        counter(
                registry,
                whenDone,
                "ccalloc.blocks.freed",
                BLOCKS,
                freed,
                CcAllocSnapshot::unsizedFreeCount,
                Tag.of("sized", "false"));
        whenDone.accept(Gauge.builder("ccalloc.statistics.enabled", allocator, of -> of.statsEnabled() ? 1 : 0)
                .description("1 while the allocator counts, 0 while its other meters stand still")
                .tags(tags)
                .register(registry));
    }

    private void gauge(
            MeterRegistry registry,
            Consumer<Meter> whenDone,
            String name,
            String baseUnit,
            String description,
            ToDoubleFunction<CcAllocator> value) {
        whenDone.accept(Gauge.builder(name, allocator, value)
                .baseUnit(baseUnit)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void counter(
            MeterRegistry registry,
            Consumer<Meter> whenDone,
            String name,
            String baseUnit,
            String description,
            ToLongFunction<CcAllocSnapshot> value,
            Tag... more) {
        whenDone.accept(FunctionCounter.builder(name, allocator, of -> value.applyAsLong(of.statsSnapshot()))
                .baseUnit(baseUnit)
                .description(description)
                .tags(Tags.concat(tags, Tags.of(more)))
                .register(registry));
    }

    private static long liveBlocks(CcAllocSnapshot snapshot) {
        return snapshot.allocCount() - snapshot.freeCount();
    }
}

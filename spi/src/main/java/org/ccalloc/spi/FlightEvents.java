package org.ccalloc.spi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Watches the flight recorder. Once it is running, event types are registered; as long as a recording wants single blocks,
 * allocators tell of them.
 *
 * <p>Until the first recording starts, no event class is touched: the first one that is loaded starts up half of the flight
 * recorder, which takes some hundred milliseconds.
 *
 * <p>The flight recorder calls this under locks of its own, and takes them when it is asked something. So it is asked nothing under a lock of
 * ours.
 */
final class FlightEvents implements FlightRecorderListener {

    private static final FlightEvents OF_THIS_PROCESS = new FlightEvents();

    private final List<CcAllocator> allocators = new CopyOnWriteArrayList<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private final AtomicBoolean registering = new AtomicBoolean();
    private volatile boolean registered;

    private FlightEvents() {}

    /**
     * Has events told of an allocator, and of its heaps, from now on and for ever.
     *
     * @param allocator to be told of
     */
    static void watch(CcAllocator allocator) {
        OF_THIS_PROCESS.add(allocator);
    }

    private void add(CcAllocator allocator) {
        allocators.add(allocator);
        if (listening.compareAndSet(false, true)) {
            FlightRecorder.addListener(this);
        }
        if (FlightRecorder.isInitialized()) {
            for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
                recordingStateChanged(recording);
            }
        }
    }

    /** Who comes while another thread registers may go: that one looks at the settings when it has done so. */
    @Override
    public void recordingStateChanged(Recording recording) {
        if (!registered && recording.getState() == RecordingState.RUNNING && registering.compareAndSet(false, true)) {
            FlightRecorder.register(AllocationEvent.class);
            FlightRecorder.register(FreeEvent.class);
            FlightRecorder.addPeriodicEvent(AllocatorStatisticsEvent.class, this::tellOfAllocators);
            FlightRecorder.addPeriodicEvent(AllocatorTotalsEvent.class, this::tellOfAllocatorsAtTheEnd);
            FlightRecorder.addPeriodicEvent(HeapStatisticsEvent.class, this::tellOfHeaps);
            registered = true;
        }
        if (registered) {
            followSettings();
        }
    }

    private void followSettings() {
        followSettings(EventType.getEventType(AllocationEvent.class), EventType.getEventType(FreeEvent.class));
    }

    /** What is enabled is asked anew under the lock, which takes none: of two threads that get here at once, the later one sees the latest. */
    private synchronized void followSettings(EventType allocation, EventType free) {
        boolean tell = allocation.isEnabled() || free.isEnabled();
        for (CcAllocator allocator : allocators) {
            if (allocator instanceof AbstractCcAllocator telling) {
                telling.tellBlocks(tell);
                telling.openHeaps().tellBlocks(tell);
            }
        }
    }

    private void tellOfAllocators() {
        // Nobody tells of settings that change while a recording is running.
        followSettings();
        for (CcAllocator allocator : allocators) {
            new AllocatorStatisticsEvent().commit(allocator);
        }
    }

    /** Without our lock: whoever ends a recording holds those of the flight recorder. */
    private void tellOfAllocatorsAtTheEnd() {
        for (CcAllocator allocator : allocators) {
            new AllocatorTotalsEvent().commit(allocator);
        }
    }

    private void tellOfHeaps() {
        for (CcAllocator allocator : allocators) {
            for (CcHeapSnapshot heap :
                    OpenHeaps.of(allocator).map(OpenHeaps::snapshots).orElse(List.of())) {
                HeapStatisticsEvent event = new HeapStatisticsEvent();
                event.allocator = allocator.name();
                event.heap = heap.name();
                event.allocCount = heap.statistics().allocCount();
                event.freeCount = heap.statistics().freeCount();
                event.liveBytes = heap.statistics().currentAllocated();
                event.footprint = heap.footprint();
                event.maxFootprint = heap.maxFootprint();
                event.commit();
            }
        }
    }
}

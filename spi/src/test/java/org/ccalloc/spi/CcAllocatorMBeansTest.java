package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

class CcAllocatorMBeansTest {

    private static final String NAME = "org.ccalloc:type=CcAllocator,name=segment";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final SegmentHeap.Maker allocator = new SegmentHeap.Maker();

    @Test
    void W04_attributesAreThoseOfTheAllocator() throws JMException {
        try (var registration = CcAllocatorMBeans.register(allocator)) {
            ObjectName name = new ObjectName(registration.objectName());
            assertThat(name).isEqualTo(new ObjectName(NAME));
            assertThat(server.getAttribute(name, "Name")).isEqualTo("segment");
            assertThat(server.getAttribute(name, "Description")).isEqualTo(allocator.describe());
            assertThat((String[]) server.getAttribute(name, "Capabilities")).containsExactly("HEAPS", "STATISTICS");

            assertThat(server.getAttribute(name, "Counting")).isEqualTo(false);
            server.setAttribute(name, new Attribute("Counting", true));
            assertThat(allocator.statsEnabled()).isTrue();
            assertThat(server.getAttribute(name, "Counting")).isEqualTo(true);

            allocator.free(allocator.alloc(100), 100);
            allocator.alloc(30);
            CompositeData statistics = (CompositeData) server.getAttribute(name, "Statistics");
            assertThat(statistics.getAll(
                            new String[] {"allocCount", "freeCount", "unsizedFreeCount", "allocBytes", "freeBytes"}))
                    .containsExactly(2L, 1L, 0L, 130L, 100L);
            assertThat(server.getAttribute(name, "LiveBytes")).isEqualTo(30L);
            assertThat(server.getAttribute(name, "LiveBlocks")).isEqualTo(1L);

            assertThat(server.invoke(name, "trim", null, null)).isEqualTo(0L);
            CompositeData taken = (CompositeData) server.invoke(name, "resetStatistics", null, null);
            assertThat(taken.get("allocBytes")).isEqualTo(130L);
            assertThat(allocator.statsSnapshot()).isEqualTo(CcAllocSnapshot.ZERO);
        }
    }

    @Test
    void W04_openHeapsAreListed() throws JMException {
        allocator.statsEnable(true);
        try (var registration = CcAllocatorMBeans.register(allocator);
                CcHeap heap = allocator.newHeap(HeapOptions.named("request"))) {
            ObjectName name = new ObjectName(registration.objectName());
            CcHeap closed = allocator.newHeap(HeapOptions.named("closed"));
            assertThat(server.getAttribute(name, "OpenHeaps")).isEqualTo(2);
            closed.close();
            heap.alloc(10);
            assertThat(server.getAttribute(name, "OpenHeaps")).isEqualTo(1);
            CompositeData[] heaps = (CompositeData[]) server.getAttribute(name, "Heaps");
            assertThat(Arrays.stream(heaps).map(data -> data.get("name"))).containsExactly("request");
            assertThat(((CompositeData) heaps[0].get("statistics")).get("allocBytes"))
                    .isEqualTo(10L);
            assertThat(heaps[0].get("footprint")).isEqualTo(CcHeapSnapshot.NOT_TOLD);
            assertThat(heaps[0].get("footprintLimit")).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void W04_aProxyHasTheTypesOfTheInterface() throws JMException {
        try (var registration = CcAllocatorMBeans.register(allocator);
                CcHeap _ = allocator.newHeap(HeapOptions.named("heap"))) {
            CcAllocatorMXBean proxy =
                    JMX.newMXBeanProxy(server, new ObjectName(registration.objectName()), CcAllocatorMXBean.class);
            assertThat(proxy.getStatistics()).isEqualTo(CcAllocSnapshot.ZERO);
            assertThat(proxy.getHeaps())
                    .containsExactly(new CcHeapSnapshot("heap", CcAllocSnapshot.ZERO, -1, -1, Long.MAX_VALUE));
            assertThat(proxy.getCapabilities()).isEqualTo(List.of("HEAPS", "STATISTICS"));
        }
    }

    @Test
    void W04_whatIsClosedIsShownNoLonger() throws JMException {
        var registration = CcAllocatorMBeans.register(allocator);
        assertThat(server.isRegistered(new ObjectName(NAME))).isTrue();
        registration.close();
        assertThat(server.isRegistered(new ObjectName(NAME))).isFalse();
        registration.close();
        CcAllocatorMBeans.register(allocator).close();
    }

    @Test
    void W04_whatIsClosedTwiceLeavesAnotherOfItsNameAlone() throws JMException {
        var registration = CcAllocatorMBeans.register(allocator);
        registration.close();
        try (var _ = CcAllocatorMBeans.register(new SegmentAllocator())) {
            registration.close();
            assertThat(server.isRegistered(new ObjectName(NAME))).isTrue();
        }
    }

    @Test
    void W04_aNameIsShownOnce() throws JMException {
        try (var _ = CcAllocatorMBeans.register(allocator)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> CcAllocatorMBeans.register(new SegmentAllocator()))
                    .withMessageContaining("name=" + NAME + " is taken");
            // By the property it is not the program that chooses: two class loaders may both have one.
            CcAllocatorMBeans.show(new SegmentAllocator());
            CcAllocatorMBeans.show(new SegmentAllocator());
            assertThat(server.queryNames(new ObjectName(NAME + ",*"), null)).hasSize(3);
        } finally {
            for (ObjectName name : server.queryNames(new ObjectName(NAME + ",*"), null)) {
                server.unregisterMBean(name);
            }
        }
    }

    @Test
    void W04_aHeapIsNotShownByItself() {
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("request"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CcAllocatorMBeans.register(heap))
                    .withMessageContaining("heap=request (expected an allocator");
        }
    }

    @Test
    void W04_thePropertyShowsWhatIsHandedOut() throws JMException {
        Observation.begin(allocator, Optional.of("true"));
        assertThat(server.isRegistered(new ObjectName(NAME))).isTrue();
        server.unregisterMBean(new ObjectName(NAME));
        Observation.begin(allocator, Optional.of("false"));
        Observation.begin(allocator, Optional.empty());
        assertThat(server.isRegistered(new ObjectName(NAME))).isFalse();
    }

    @Test
    void W04_anotherValueOfThePropertyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Observation.begin(allocator, Optional.of("yes")))
                .withMessage("jmx: ccalloc.jmx=yes (expected true or false)");
    }
}

package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a program that asks for its allocator and does nothing to have it watched, in a JVM of its own. */
@Timeout(120)
class HandOutTest {

    private static final String NAME = "found";

    /** Every block. */
    private static final List<String> SETTINGS = List.of(
            "+org.ccalloc.Allocation#enabled=true",
            "+org.ccalloc.Allocation#throttle=off",
            "+org.ccalloc.Free#enabled=true",
            "+org.ccalloc.Free#throttle=off");

    @TempDir
    private Path directory;

    /** What the service loader finds. */
    public static final class Found extends SegmentHeap.Maker {

        /** For the service loader. */
        public Found() {}

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int priority() {
            return 0;
        }
    }

    /** What the child does. Its arguments, if any, are those of {@code jcmd PID JFR.start}. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws JMException {
            CcAllocator allocator = CcAllocators.get();
            if (arguments.length > 0) {
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "jfrStart",
                                new Object[] {arguments},
                                new String[] {String[].class.getName()});
            }
            allocator.free(allocator.alloc(100), 100);
            System.out.println(
                    ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("org.ccalloc:*"), null));
        }
    }

    @BeforeEach
    void provide() throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(CcAllocator.class.getName()), Found.class.getName());
    }

    @Test
    void W01_W02_anAllocatorIsToldOfInARecordingThatRunsAlready() throws Exception {
        Path file = directory.resolve("before.jfr");
        run(
                List.of(
                        "-D" + CcAllocators.STATS_PROPERTY + "=true",
                        "-XX:StartFlightRecording:filename=" + file + "," + String.join(",", SETTINGS)),
                List.of());
        assertAllIsTold(file);
    }

    @Test
    void W01_W02_anAllocatorIsToldOfInARecordingThatStartsLater() throws Exception {
        Path file = directory.resolve("after.jfr");
        List<String> arguments = new ArrayList<>(SETTINGS);
        arguments.add("filename=" + file);
        run(List.of("-D" + CcAllocators.STATS_PROPERTY + "=true"), arguments);
        assertAllIsTold(file);
    }

    @Test
    void W04_thePropertyShowsTheAllocatorInJmx() throws Exception {
        assertThat(run(List.of("-D" + CcAllocatorMBeans.PROPERTY + "=true"), List.of()))
                .containsExactly("[org.ccalloc:type=CcAllocator,name=" + NAME + "]");
        assertThat(run(List.of(), List.of())).containsExactly("[]");
    }

    private List<String> run(List<String> flags, List<String> arguments) throws IOException, InterruptedException {
        return OwnJvm.run(Program.class, flags, List.of(directory), arguments);
    }

    private static void assertAllIsTold(Path file) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        for (String name : List.of("org.ccalloc.Allocation", "org.ccalloc.Free")) {
            assertThat(of(name, events))
                    .as(name)
                    .extracting(
                            event -> event.getString("allocator"),
                            event -> event.getLong("byteSize"),
                            event -> event.getThread().getJavaName())
                    .containsExactly(tuple(NAME, 100L, "main"));
        }
        assertThat(of("org.ccalloc.AllocatorTotals", events))
                .extracting(
                        event -> event.getString("allocator"),
                        event -> event.getBoolean("counting"),
                        event -> event.getLong("allocCount"),
                        event -> event.getLong("freeBytes"))
                .containsExactly(tuple(NAME, true, 1L, 100L));
    }

    private static List<RecordedEvent> of(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }
}

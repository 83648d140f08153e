package org.ccalloc.tck.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccalloc.tck.Limits;
import org.ccalloc.tck.Profile;
import org.ccalloc.tck.runner.ConformanceReport;
import org.ccalloc.tck.runner.KitRunner;
import org.ccalloc.tck.runner.RunOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code docs/TCK-FINDINGS.md} says of allocators that no one here wrote is what the kit finds. The Maven profile
 * {@code tck-foreign} runs this, the build does not.
 */
@Tag("foreign")
@EnabledOnOs(value = OS.LINUX, disabledReason = "what they do depends on the system's C library")
class FindingsTest {

    private static final Path FINDINGS = Path.of("..", "docs", "TCK-FINDINGS.md");
    private static final Path SERVICES = Path.of("src", "test", "foreign");
    private static final Pattern ROW = Pattern.compile("\\| `((?:bare|glued)-[a-z-]+)` \\| ([^|]*) \\|.*");
    private static final Pattern RULE = Pattern.compile("\\b[A-Z]\\d\\d\\b");
    private static final long SEED = 1;

    /**
     * A row of the table.
     *
     * @param allocator its name
     * @param broken the rules that it breaks
     */
    record Finding(String allocator, Set<String> broken) {}

    static Stream<Finding> findings() throws IOException {
        return Files.readAllLines(FINDINGS).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> new Finding(row.group(1), rulesIn(row.group(2))));
    }

    @ParameterizedTest
    @MethodSource("findings")
    void areWhatTheKitFinds(Finding finding) throws Exception {
        ConformanceReport report = KitRunner.run(
                new RunOptions(
                        finding.allocator(),
                        List.of(SERVICES.toString()),
                        Profile.QUICK,
                        SEED,
                        List.of(),
                        RunOptions.defaultTimeLimit(Profile.QUICK),
                        Limits.DEFAULT,
                        List.of("--enable-native-access=ALL-UNNAMED")),
                (_, _, _) -> {});
        Set<String> broken = report.broken().stream()
                .map(verdict -> verdict.rule().id())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(broken).as("%s", report.broken()).isEqualTo(finding.broken());
    }

    @Test
    void areThereForEveryForeignAllocator() throws IOException {
        long allocators;
        try (Stream<String> lines = Files.lines(SERVICES.resolve("META-INF/services/org.ccalloc.spi.CcAllocator"))) {
            allocators = lines.filter(line -> !line.isBlank()).count();
        }
        assertThat(findings().map(Finding::allocator).distinct()).hasSize((int) allocators);
    }

    private static Set<String> rulesIn(String cell) {
        return RULE.matcher(cell).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}

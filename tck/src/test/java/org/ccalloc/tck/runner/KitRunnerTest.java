package org.ccalloc.tck.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ccalloc.tck.Limits;
import org.ccalloc.tck.Profile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The kit runs on a stranger's jar, and survives whatever the allocators in it do. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocators under test call glibc")
class KitRunnerTest {

    /** Enough for a test that does not hang, on a machine that does much else. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(8);

    @TempDir
    private static Path directory;

    private static Path jar = Path.of("");

    @BeforeAll
    static void buildJar() throws IOException {
        jar = StrangersJar.build(directory);
    }

    @Test
    void testsAStrangersAllocatorByItsName() throws Exception {
        List<String> progress = new ArrayList<>();
        ConformanceReport report = KitRunner.run(
                options("sound", "n01", "A02", "T02", "U04"),
                (done, total, test) -> progress.add(done + "/" + total + " " + test));
        assertThat(report.subject())
                .isEqualTo(new Subject("sound", "strangers.Sound", jar.toString(), List.of("STATISTICS")));
        assertThat(wordsOf(report))
                .containsOnly(
                        Map.entry("N01", "held"),
                        Map.entry("A02", "held"),
                        Map.entry("T02", "skipped"),
                        Map.entry("U04", "held"));
        assertThat(report.verdicts())
                .extracting(verdict -> verdict.rule().id())
                .containsExactly("N01", "A02", "T02", "U04");
        assertThat(verdict(report, "T02").whySkipped()).isEqualTo("capability: TRIM is not declared by sound");
        assertThat(report.exitStatus()).isZero();
        assertThat(Summary.of(report)).isEqualTo("rules: 3 held, 0 failed, 1 skipped");
        int tests = progress.size() / 2;
        assertThat(progress).startsWith("0/" + tests + " N01_nameIsAlwaysTheSame");
        assertThat(progress.getLast()).startsWith(tests + "/" + tests + " U04_");
    }

    @Test
    void oneThatCrashesHangsOrExitsBreaksTheRuleAtHandOnly() throws Exception {
        ConformanceReport report = run("dreadful", "N01", "A01", "A02", "A03", "A07", "A08", "R04", "U04");

        assertThat(report.exitStatus()).isOne();
        assertThat(wordsOf(report).entrySet().stream()
                        .filter(entry -> entry.getValue().equals("held"))
                        .map(Map.Entry::getKey))
                .containsExactly("N01", "U04");
        assertThat(report.broken()).hasSize(6);
        assertThat(messagesOf(report, "A01"))
                .contains("JVM: exit status=1 (expected the test to return)\ncrash: SIGSEGV (0xb) at")
                .contains("problematic frame: ")
                .contains("strangers.Dreadful.goWrong");
        assertThat(messagesOf(report, "A02"))
                .contains("JVM: exit status=0 (expected the test to return); something called System.exit")
                .contains("{\"kind\"no end of line");
        assertThat(messagesOf(report, "A03"))
                .contains("JVM: exit status=134, signal=SIGABRT (expected the test to return)")
                .contains("invalid pointer");
        assertThat(messagesOf(report, "A08"))
                .contains("exception: java.lang.OutOfMemoryError: of the heap (expected none)")
                .contains("at strangers.Dreadful.goWrong");
        assertThat(messagesOf(report, "R04"))
                .contains("hang: seconds=8 have passed (expected the test to end")
                .contains("at ", "strangers.Dreadful.hang");
        assertThat(verdict(report, "R04").whySkipped())
                .isEqualTo("not run, since R04_aBlockThatGrowsAndShrinksStepByStepKeepsTheContent hung");
        assertThat(messagesOf(report, "A07"))
                .contains("deadlock: threads=2 wait for each other (expected none)")
                .contains("\"reclaimer\"", "strangers.Dreadful.lock", "locked java.lang.Object@");
    }

    @Test
    void whatItFindsIsInTheReports() throws Exception {
        ConformanceReport report = run("Broken", "N01", "U02", "U04");

        assertThat(wordsOf(report)).isEqualTo(Map.of("N01", "FAILED", "U02", "FAILED", "U04", "held"));
        assertThat(report.exitStatus()).isOne();
        assertThat(Summary.of(report)).isEqualTo("rules: 1 held, 2 failed (N01, U02), 0 skipped");
        String page = HtmlReport.of(report);
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("&lt;b&gt;size&lt;/b&gt; &amp; so on\uFFFD")
                .contains("What to check: Is it computed from what others change")
                .contains("name: name=Broken (expected lower case letters, digits and hyphens)")
                .contains("--seed 42 --rule U02")
                .doesNotContain("<b>", "http:", "https:", "<script", "\0");
        assertThat(page.substring(page.indexOf("<style>"), page.indexOf("</style>")))
                .doesNotContain("&");
        assertThat(JsonReport.of(report))
                .contains("\"seed\" : 42", "\"exitStatus\" : 1", "\"verdict\" : \"failed\"")
                .contains("<b>size</b> & so on\\u0000");
    }

    @Test
    void anAllocatorThatIsNotAvailableIsNotTested() throws Exception {
        ConformanceReport report = run("missing", "S01", "N02");
        assertThat(report.exitStatus()).isEqualTo(2);
        assertThat(Summary.of(report))
                .isEqualTo("not tested: availability: missing is not available: no library of this name. install it");
    }

    @Test
    void oneThatEndsTheJvmWhereverItLikesIsBlamed() throws Exception {
        ConformanceReport report = run("late", "N01");
        assertThat(report.exitStatus()).isOne();
        assertThat(messagesOf(report, "N01")).contains("exit status=3");
    }

    @Test
    void namesTheAllocatorsThereAre() {
        assertThatThrownBy(() -> run("sond"))
                .isInstanceOf(NothingToRunException.class)
                .hasMessageStartingWith(
                        "backend: name=sond (expected one of those found: Broken, dreadful, late, missing, "
                                + "sound, twin, twin)")
                .hasMessageContainingAll("not created: ", "strangers.Gone", "strangers.Failing", "not today");
        assertThatThrownBy(() -> run("twin"))
                .isInstanceOf(NothingToRunException.class)
                .hasMessage("backend: name=twin is there 2 times (expected once): strangers.Twin in " + jar
                        + ", strangers.OtherTwin in " + jar);
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> run("sound", "Q01"))
                .isInstanceOf(NothingToRunException.class)
                .hasMessageStartingWith("rule: id=Q01, which ccalloc keeps by itself (expected S01, ");
        RunOptions elsewhere = new RunOptions(
                "sound", List.of("gone.jar"), Profile.QUICK, 42, List.of(), TIME_LIMIT, Limits.DEFAULT, List.of());
        assertThatThrownBy(() -> KitRunner.run(elsewhere, (_, _, _) -> {}))
                .isInstanceOf(NothingToRunException.class)
                .hasMessage("class path: entry=gone.jar does not exist (expected a jar or a directory)");
    }

    private static ConformanceReport run(String backend, String... rules) throws Exception {
        return KitRunner.run(options(backend, rules), (_, _, _) -> {});
    }

    private static RunOptions options(String backend, String... rules) {
        return new RunOptions(
                backend,
                List.of(jar.toString()),
                Profile.QUICK,
                42,
                List.of(rules),
                TIME_LIMIT,
                Limits.DEFAULT,
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }

    private static Map<String, String> wordsOf(ConformanceReport report) {
        Map<String, String> words = new TreeMap<>();
        report.verdicts()
                .forEach(verdict ->
                        words.put(verdict.rule().id(), verdict.verdict().word()));
        return words;
    }

    private static RuleVerdict verdict(ConformanceReport report, String id) {
        return report.verdicts().stream()
                .filter(verdict -> verdict.rule().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String messagesOf(ConformanceReport report, String id) {
        return verdict(report, id).failures().stream().map(TestOutcome::message).collect(Collectors.joining("\n"));
    }
}

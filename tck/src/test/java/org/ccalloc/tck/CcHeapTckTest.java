package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Which of the slow tests the kit runs on heaps. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocators of the tests call glibc")
class CcHeapTckTest {

    /** The kit, on heaps that cannot be had: each test that is not skipped begins, and goes no further. */
    static final class Subject extends CcHeapTck {
        @Override
        protected CcAllocator createMaker() {
            return new Broken() {
                @Override
                public Availability availability() {
                    return new Availability.Unavailable("no such platform", "use another");
                }
            };
        }
    }

    @AfterEach
    void forgetProfile() {
        System.clearProperty(Profile.PROPERTY);
    }

    @Test
    void runsRandomSequencesAndATestOfReuseInEachProfile() {
        assertThat(slowTestsThatBegin())
                .containsExactlyInAnyOrder(
                        "M01_anySequenceOfOperationsLeavesBlocksAndStatisticsAsTheyShouldBe",
                        "M02_theSameHoldsIfThreadsHandBlocksToEachOther",
                        "F05_memoryFreedByAThreadThatOnlyFreesServesLaterRequests");
    }

    @Test
    void runsAllIfThorough() {
        System.setProperty(Profile.PROPERTY, "thorough");
        assertThat(slowTestsThatBegin()).isEqualTo(slowTests());
    }

    private static Set<String> slowTests() {
        return KitRun.tests().stream()
                .filter(KitRun::isSlow)
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    private static Set<String> slowTestsThatBegin() {
        Set<String> slow = slowTests();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Subject.class))
                .execute()
                .testEvents()
                .started()
                .stream()
                .map(event ->
                        (MethodSource) event.getTestDescriptor().getSource().orElseThrow())
                .map(MethodSource::getMethodName)
                .filter(slow::contains)
                .collect(Collectors.toSet());
    }
}

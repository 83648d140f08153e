package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccalloc.bench.child.ChildFailedException;
import org.junit.jupiter.api.Test;

class WorkbenchTest {

    @Test
    void memoryOfSeveralProcessesIsThatOfAllTogether() throws ChildFailedException {
        assertThat(Workbench.memory(List.of(
                                "{\"residentBytes\":3000000,\"liveBytes\":1000000}",
                                "{\"residentBytes\":3000000,\"liveBytes\":2000000}"))
                        .value())
                .isEqualTo(2);
    }
}

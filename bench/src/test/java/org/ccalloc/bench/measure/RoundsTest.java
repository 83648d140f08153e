package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.child.ChildFailedException;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private final List<String> order = new ArrayList<>();

    @Test
    void contendersTakeTurns() {
        Rounds.run("test", "ns", List.of(trial("a"), trial("b")), 3, new NoProgress());
        assertThat(order).containsExactly("a1", "b1", "a2", "b2", "a3", "b3");
    }

    @Test
    void oneThatFailsIsARowWithTheReasonAndTheOthersGoOn() {
        Trial failing = new Trial("pair 64", "b", 1, _ -> {
            order.add("b");
            if (order.size() > 2) {
                throw new ChildFailedException("no memory");
            }
            return new Figures(1, Map.of());
        });
        List<Series> series = Rounds.run("test", "ns", List.of(trial("a"), failing), 3, new NoProgress());
        assertThat(order).containsExactly("a1", "b", "a2", "b", "a3");
        assertThat(series.get(0).rounds()).hasSize(3);
        assertThat(series.get(0).failure()).isEmpty();
        assertThat(series.get(1).rounds()).hasSize(1);
        assertThat(series.get(1).failure()).hasValue("no memory");
    }

    private Trial trial(String contender) {
        return new Trial("pair 64", contender, 1, round -> {
            order.add(contender + round);
            return new Figures(1, Map.of());
        });
    }

    private static final class NoProgress implements Progress {
        @Override
        public void begin(String what) {}

        @Override
        public void end(long expectedMillis) {}
    }
}

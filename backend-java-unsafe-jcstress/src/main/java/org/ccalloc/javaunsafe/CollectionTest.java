package org.ccalloc.javaunsafe;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread frees units while the owner collects: each unit comes back, sooner or later. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "All units are free.")
@Outcome(expect = FORBIDDEN, desc = "A unit was lost.")
@State
public class CollectionTest {
    private final Tiers tiers = Tiers.take();
    private final long[] units = tiers.takeUnits();

    @Actor
    public void free() {
        for (long unit : units) {
            tiers.freeRemotely(unit);
        }
    }

    @Actor
    public void collect() {
        tiers.owner().collect();
        tiers.owner().collect();
    }

    @Arbiter
    public void collectTheRest(I_Result result) {
        result.r1 = tiers.left(tiers);
    }
}

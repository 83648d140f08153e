package org.ccalloc.javaunsafe;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread frees units of a heap that is adopted meanwhile: what it frees reaches the heir. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "All units are free.")
@Outcome(expect = FORBIDDEN, desc = "A unit was lost.")
@State
public class AdoptionTest {
    private final Tiers tiers = Tiers.take();
    private final long[] units = tiers.takeUnits();

    @Actor
    public void free() {
        for (long unit : units) {
            tiers.freeRemotely(unit);
        }
    }

    @Actor
    public void adopt() {
        tiers.heir().adopt(tiers.owner());
    }

    @Arbiter
    public void collectTheRest(I_Result result) {
        result.r1 = tiers.left(tiers.turned());
    }
}

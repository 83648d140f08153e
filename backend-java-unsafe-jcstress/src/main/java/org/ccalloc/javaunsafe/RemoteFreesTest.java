package org.ccalloc.javaunsafe;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads free units of one group, and groups of one heap: each unit comes back. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "All units are free.")
@Outcome(expect = FORBIDDEN, desc = "A unit was lost.")
@State
public class RemoteFreesTest {
    private final Tiers tiers = Tiers.take();
    private final long[] units = tiers.takeUnits();

    @Actor
    public void free() {
        tiers.freeRemotely(units[0]);
        tiers.freeRemotely(units[1]);
    }

    @Actor
    public void freeOthers() {
        tiers.freeRemotely(units[3]);
        tiers.freeRemotely(units[2]);
    }

    @Arbiter
    public void collectTheRest(I_Result result) {
        result.r1 = tiers.left(tiers);
    }
}

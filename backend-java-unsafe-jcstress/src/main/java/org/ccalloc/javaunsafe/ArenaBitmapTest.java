package org.ccalloc.javaunsafe;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads take runs of pages, one after giving one back: no page is in two runs, and none is lost. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Two runs, and the arena agrees with itself.")
@Outcome(expect = FORBIDDEN, desc = "A page is in two runs, or a bit was lost.")
@State
public class ArenaBitmapTest {
    private static final int PAGES = 5;

    /** Arenas are never given back to the system: one state after the other has them. */
    private static final Queue<MemoryArenas> SPARE = new ConcurrentLinkedQueue<>();

    private final MemoryArenas arenas = Objects.requireNonNullElseGet(SPARE.poll(), Tiers::newArenas);
    private final long given = large(PAGES);
    private long first;
    private long second;

    private long large(int pages) {
        long segment = arenas.allocate(pages, 1, true);
        Segment.setOwner(segment, 0);
        Segment.setKind(segment, Segment.LARGE);
        return segment;
    }

    @Actor
    public void takeOne() {
        first = large(PAGES);
    }

    @Actor
    public void giveBackAndTakeAnother() {
        arenas.releaseLarge(given);
        second = large(PAGES + 1);
    }

    @Arbiter
    public void look(ZZ_Result result) {
        result.r1 = first != second && Segment.pages(first) == PAGES && Segment.pages(second) == PAGES + 1;
        try {
            arenas.checkInvariants();
            result.r2 = true;
            arenas.release(first);
            arenas.release(second);
            SPARE.add(arenas);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
        }
    }
}

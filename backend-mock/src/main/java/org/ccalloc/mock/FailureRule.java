package org.ccalloc.mock;

/**
 * Says which requests for memory are to fail, that is, to return 0. Asked once for each, in the order of the requests, by
 * one thread at a time; it must not use the mock.
 */
@FunctionalInterface
public interface FailureRule {

    /**
     * Decides on a request.
     *
     * @param request the request
     * @return whether it fails
     */
    boolean fails(AllocationRequest request);

    /**
     * No request fails, as long as there is memory.
     *
     * @return the rule
     */
    static FailureRule none() {
        return _ -> false;
    }

    /**
     * One request fails.
     *
     * @param number which one, counted from 1
     * @return the rule
     * @throws IllegalArgumentException if the number is not 1 or more
     */
    static FailureRule nth(long number) {
        checkAtLeast("nth: number", number, 1);
        return request -> request.number() == number;
    }

    /**
     * Every request after so many fails.
     *
     * @param number of those that succeed, 0 or more
     * @return the rule
     * @throws IllegalArgumentException if the number is negative
     */
    static FailureRule after(long number) {
        checkAtLeast("after: number", number, 0);
        return request -> request.number() > number;
    }

    /**
     * Memory runs out: requests that would make the live blocks larger than this fail, and succeed again after frees.
     *
     * @param byteSize what the live blocks may be asked for with, in total; 0 or more
     * @return the rule
     * @throws IllegalArgumentException if the size is negative
     */
    static FailureRule budget(long byteSize) {
        checkAtLeast("budget: byteSize", byteSize, 0);
        return request -> request.byteSize() > byteSize - request.liveByteSize();
    }

    /**
     * Requests for more than so many bytes fail.
     *
     * @param byteSize the most that succeeds; 0 or more
     * @return the rule
     * @throws IllegalArgumentException if the size is negative
     */
    static FailureRule largerThan(long byteSize) {
        checkAtLeast("largerThan: byteSize", byteSize, 0);
        return request -> request.byteSize() > byteSize;
    }

    /**
     * What fails by this rule or by another.
     *
     * @param other the other
     * @return the rule
     */
    default FailureRule or(FailureRule other) {
        return request -> {
            // Asked both: a rule that counts must see every request.
            boolean byOther = other.fails(request);
            return fails(request) || byOther;
        };
    }

    private static void checkAtLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + "=" + value + " (expected " + least + " or more)");
        }
    }
}

package org.ccalloc.mock;

import java.util.Objects;

/**
 * How a mock behaves.
 *
 * @param reuseOrder when the memory of freed blocks serves again
 * @param byteCapacity how much memory the mock may take in all, redzones and freed blocks included; past it, requests
 *     return 0
 * @param stackTraces whether blocks remember where they were allocated and freed; takes most of the mock's time
 * @param recording whether operations are written into a journal, which grows with each
 * @param failureRule which requests fail, though there is memory
 * @param owner what the mock is for, such as the name of a test; for messages
 * @param exitReport whether the mock, if it has not been closed when the JVM ends, then writes to standard error what
 *     {@link MockAllocator#close} would throw
 */
public record MockSettings(
        ReuseOrder reuseOrder,
        long byteCapacity,
        boolean stackTraces,
        boolean recording,
        FailureRule failureRule,
        String owner,
        boolean exitReport) {

    /**
     * Reuse after a quarantine of 256 KiB, a capacity of 1 GiB, stack traces, no recording, no failures, no
     * owner, and no report at exit.
     */
    public static final MockSettings DEFAULT =
            new MockSettings(ReuseOrder.DEFAULT, 1L << 30, true, false, FailureRule.none(), "", false);

    /** Checks the values. */
    public MockSettings {
        Objects.requireNonNull(reuseOrder, "reuseOrder");
        Objects.requireNonNull(failureRule, "failureRule");
        Objects.requireNonNull(owner, "owner");
        if (byteCapacity < 0) {
            throw new IllegalArgumentException("capacity: byteCapacity=" + byteCapacity + " (expected 0 or more)");
        }
    }

    /**
     * A builder that starts from these settings.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings, and creates mocks with them. Not thread-safe. */
    public static final class Builder {

        private ReuseOrder reuseOrder;
        private long byteCapacity;
        private boolean stackTraces;
        private boolean recording;
        private FailureRule failureRule;
        private String owner;
        private boolean exitReport;

        private Builder(MockSettings settings) {
            this.reuseOrder = settings.reuseOrder;
            this.byteCapacity = settings.byteCapacity;
            this.stackTraces = settings.stackTraces;
            this.recording = settings.recording;
            this.failureRule = settings.failureRule;
            this.owner = settings.owner;
            this.exitReport = settings.exitReport;
        }

        /**
         * When the memory of freed blocks serves again.
         *
         * @param order the order
         * @return this
         */
        public Builder reuseOrder(ReuseOrder order) {
            this.reuseOrder = order;
            return this;
        }

        /**
         * How much memory the mock may take in all.
         *
         * @param byteSize bytes, redzones and freed blocks included
         * @return this
         */
        public Builder byteCapacity(long byteSize) {
            this.byteCapacity = byteSize;
            return this;
        }

        /**
         * Whether blocks remember where they were allocated and freed.
         *
         * @param on whether they do
         * @return this
         */
        public Builder stackTraces(boolean on) {
            this.stackTraces = on;
            return this;
        }

        /**
         * Whether operations are written into a journal.
         *
         * @param on whether they are
         * @return this
         */
        public Builder recording(boolean on) {
            this.recording = on;
            return this;
        }

        /**
         * Which requests fail.
         *
         * @param rule the rule
         * @return this
         */
        public Builder failureRule(FailureRule rule) {
            this.failureRule = rule;
            return this;
        }

        /**
         * What the mock is for.
         *
         * @param name such as the name of a test
         * @return this
         */
        public Builder owner(String name) {
            this.owner = name;
            return this;
        }

        /**
         * Whether the mock reports faults and leaks when the JVM ends.
         *
         * @param on whether it does, if it has not been closed by then
         * @return this
         */
        public Builder exitReport(boolean on) {
            this.exitReport = on;
            return this;
        }

        /**
         * The settings so far.
         *
         * @return the settings
         */
        public MockSettings settings() {
            return new MockSettings(reuseOrder, byteCapacity, stackTraces, recording, failureRule, owner, exitReport);
        }

        /**
         * Creates a mock with the settings so far.
         *
         * @return a new mock
         */
        public MockAllocator build() {
            return new MockAllocator(settings());
        }
    }
}

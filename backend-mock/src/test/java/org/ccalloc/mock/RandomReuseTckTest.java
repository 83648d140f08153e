package org.ccalloc.mock;

import org.junit.jupiter.api.Tag;

/** The kit, on the mock that uses memory again in an order that nobody expects. */
@Tag("modes")
class RandomReuseTckTest extends MockTckTest {

    @Override
    MockSettings.Builder settings() {
        return super.settings().reuseOrder(new ReuseOrder.Random(42));
    }
}

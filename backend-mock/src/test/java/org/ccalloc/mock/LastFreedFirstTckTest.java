package org.ccalloc.mock;

import org.junit.jupiter.api.Tag;

/** The kit, on the mock that uses memory again as soon as it can. */
@Tag("modes")
class LastFreedFirstTckTest extends MockTckTest {

    @Override
    MockSettings.Builder settings() {
        return super.settings().reuseOrder(new ReuseOrder.LastFreedFirst());
    }
}

package org.ccalloc.mock;

/** The kit, on the mock that uses memory again as soon as it can. */
class LastFreedFirstTckTest extends MockTckTest {

    @Override
    MockSettings.Builder settings() {
        return MockAllocator.builder().reuseOrder(new ReuseOrder.LastFreedFirst());
    }
}

package org.ccalloc.mock;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.tck.CcAllocatorTck;

/**
 * The kit, on the mock with all its checks but stack traces, whose garbage would be taken for the blocks' memory. The end
 * of each mock is one more test: the kit leaks nothing. Subclasses do the same in other modes of the mock, by the profile
 * mock-modes.
 */
class MockTckTest extends CcAllocatorTck {

    /** A mock that the kit can create in a JVM of its own. */
    static final class Subject extends ForwardingCcAllocator {

        /** Of little memory: the JVM in which the kit exhausts it has no compiler, and looks at every byte slowly. */
        Subject() {
            this(MockAllocator.builder().byteCapacity(24 << 20));
        }

        Subject(MockSettings.Builder settings) {
            super(settings.stackTraces(false).build());
        }

        void close() {
            ((MockAllocator) delegate()).close();
        }
    }

    @Override
    protected CcAllocator createAllocator() {
        return new Subject(settings());
    }

    MockSettings.Builder settings() {
        return MockAllocator.builder().byteCapacity(512 << 20);
    }

    /** Little: the mock writes every byte of a block several times over. */
    @Override
    public long memoryBudget() {
        return 8 << 20;
    }

    @Override
    protected void closeAllocator(CcAllocator created) {
        ((Subject) created).close();
    }
}

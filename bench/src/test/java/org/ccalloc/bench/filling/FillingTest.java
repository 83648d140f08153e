package org.ccalloc.bench.filling;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.junit.jupiter.api.Test;

class FillingTest {
    private static final long BYTE_SIZE = 64L << 20;

    /** Has only so much. */
    private static final class Limited extends ForwardingCcAllocator {
        final long most;
        long live;
        long served;

        Limited(long most) {
            super(Contenders.open("java-unsafe"));
            this.most = most;
        }

        @Override
        public long alloc(long byteSize) {
            if (live + byteSize > most) {
                return 0;
            }
            live += byteSize;
            served++;
            return super.alloc(byteSize);
        }

        @Override
        public void free(long address, long byteSize) {
            live -= byteSize;
            super.free(address, byteSize);
        }
    }

    @Test
    void tellsWhatWasLiveWhenARequestWasRefused() {
        var allocator = new Limited(BYTE_SIZE / 100 * 75);
        assertThat(new Filling(allocator, BYTE_SIZE, 1).percent()).isBetween(72.0, 75.0);
        assertThat(allocator.served).isGreaterThan(20_000);
        assertThat(allocator.live).isZero();
    }

    @Test
    void isFullIfNothingWasRefused() {
        assertThat(new Filling(new Limited(2 * BYTE_SIZE), BYTE_SIZE, 1).percent())
                .isEqualTo(100.0);
    }
}

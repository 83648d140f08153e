package org.ccalloc.examples.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.ccalloc.lucene.CcDirectory;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.CcMock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The mock fails the test if a block is left. */
@ExtendWith(CcMock.class)
class LettersTest {

    @Test
    void whatIsIndexedIsFound(MockAllocator mock) throws IOException {
        try (var directory = new CcDirectory()) {
            Letters.index(directory, 2000);
            assertThat(Letters.search(directory, "anchor").count()).isEqualTo(2000);
            assertThat(Letters.search(directory, "winter").count()).isBetween(500, 1500);
            assertThat(Letters.search(directory, "winter").best())
                    .hasSize(3)
                    .allMatch(name -> name.startsWith("letter-"));
            assertThat(Letters.search(directory, "unheard-of").count()).isZero();
            assertThat(directory.ramBytesUsed()).isEqualTo(mock.counts().liveByteSize());
        }
    }
}

package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DuplicatedByteBufTest;
import io.netty.buffer.RetainedDuplicatedByteBufTest;
import io.netty.buffer.RetainedSlicedByteBufTest;
import io.netty.buffer.SlicedByteBufTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Proves how many of its buffers a class of Netty's tests leaves that it does not release: of ours as many as of Netty's
 * own. They are released here, so that the rest can be counted.
 */
public final class LeftBuffers implements AfterAllCallback {

    /** By class of Netty's tests; the others leave none. */
    private static final Map<Class<?>, Integer> LEFT_BY = Map.of(
            SlicedByteBufTest.class, 10,
            RetainedSlicedByteBufTest.class, 10,
            DuplicatedByteBufTest.class, 1,
            RetainedDuplicatedByteBufTest.class, 1);

    private final List<ByteBuf> made = new ArrayList<>();

    /** Counts a new buffer, and answers it. */
    public <B extends ByteBuf> B counted(B buffer) {
        made.add(buffer);
        return buffer;
    }

    int madeCount() {
        return made.size();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(made).as("buffers").isNotEmpty();
        releaseAsMany(context.getRequiredTestClass());
    }

    /** Releases what a test class has left, which is as many as the class of Netty's leaves that it extends. */
    void releaseAsMany(Class<?> testClass) {
        List<ByteBuf> left = made.stream().filter(buffer -> buffer.refCnt() > 0).toList();
        left.forEach(buffer -> buffer.release(buffer.refCnt()));
        System.out.printf("%s: %d buffers, %d of them left%n", testClass.getSimpleName(), made.size(), left.size());
        assertThat(left)
                .as("buffers that the tests did not release")
                .hasSize(LEFT_BY.getOrDefault(testClass.getSuperclass(), 0));
    }
}

package org.ccalloc.examples.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.ccalloc.netty.CcByteBufAllocator;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = new Main().commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void everyMessageComesBackAndEveryBlockIsGivenBack() throws InterruptedException {
        CcAllocator memory = CcAllocators.get();
        memory.statsEnable(true);
        CcAllocSnapshot before = memory.statsSnapshot();
        var allocator = new CcByteBufAllocator(memory);
        var load = new Load(4, 200, 3000);
        EchoRun run = EchoRun.of(load, allocator);
        CcAllocSnapshot did = memory.statsSnapshot().minus(before);
        assertThat(run.messages()).isEqualTo(800);
        assertThat(run.bytes()).isBetween(800L, 800L * 3000);
        assertThat(did.allocCount()).as("one block a message sent, at least").isGreaterThanOrEqualTo(800);
        assertThat(did.freeCount()).isEqualTo(did.allocCount());
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void aWrongEchoFailsTheRun() {
        Promise<Long> echoedBytes = new DefaultPromise<>(ImmediateEventExecutor.INSTANCE);
        var channel = new EmbeddedChannel(new EchoClient(new Load(1, 1, 1), 0, echoedBytes));
        ByteBuf sent = channel.readOutbound();
        assertThat(sent.readableBytes()).isEqualTo(1);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) ~sent.readByte()}));
        assertThatIllegalStateException().isThrownBy(echoedBytes::sync).withMessageContaining("offset=0 (expected ");
        sent.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void printsTheStatistics() {
        assertThat(run("--connections", "2", "--messages", "10", "--bytes", "100"))
                .isZero();
        assertThat(out.toString())
                .contains("2 connections echoed 20 messages")
                .contains("Netty: 0 bytes in direct buffers")
                .contains("ccalloc, backend " + CcAllocators.get().name())
                .contains(", 0 left");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--connections=0", "--connections=1001", "--messages=x", "--bytes=16777217", "--wrong", "more"})
    void aWrongArgumentEndsInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("netty: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}

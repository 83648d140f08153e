package org.ccalloc.examples.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Promise;

/** One connection: sends messages, some at a time, and compares what comes back byte by byte. */
final class EchoClient extends SimpleChannelInboundHandler<ByteBuf> {

    private final Load load;
    private final MessageBytes toSend;
    private final MessageBytes expected;
    private final Promise<Long> echoedBytes;

    private int sentMessages;
    private int echoedMessages;
    private int leftOfMessage;
    private long comparedBytes;

    /**
     * A client of a connection that is going to be made.
     *
     * @param load what to send
     * @param seed of the messages
     * @param echoedBytes told how many bytes came back, or what was wrong
     */
    EchoClient(Load load, long seed, Promise<Long> echoedBytes) {
        this.load = load;
        this.toSend = new MessageBytes(seed, load.maxMessageByteSize());
        this.expected = new MessageBytes(seed, load.maxMessageByteSize());
        this.leftOfMessage = expected.nextByteSize();
        this.echoedBytes = echoedBytes;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        send(context);
    }

    private void send(ChannelHandlerContext context) {
        while (sentMessages < load.messages() && sentMessages - echoedMessages < Load.WINDOW) {
            int byteSize = toSend.nextByteSize();
            ByteBuf message = context.alloc().buffer(byteSize);
            for (int i = 0; i < byteSize; i++) {
                message.writeByte(toSend.nextByte());
            }
            var _ = context.write(message, context.voidPromise());
            sentMessages++;
        }
        context.flush();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf echo) {
        while (echo.isReadable()) {
            compare(echo.readByte());
        }
        if (echoedMessages < load.messages()) {
            send(context);
        } else {
            var _ = echoedBytes.trySuccess(comparedBytes);
            var _ = context.close();
        }
    }

    private void compare(byte actual) {
        byte wanted = expected.nextByte();
        if (actual != wanted) {
            throw new IllegalStateException(
                    "echo: byte=" + actual + ", offset=" + comparedBytes + " (expected " + wanted + ")");
        }
        comparedBytes++;
        if (--leftOfMessage == 0) {
            echoedMessages++;
            leftOfMessage = expected.nextByteSize();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        var _ = echoedBytes.tryFailure(new IllegalStateException(
                "echo: messages=" + echoedMessages + " (expected " + load.messages() + " before the connection ends)"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = echoedBytes.tryFailure(cause);
        var _ = context.close();
    }
}

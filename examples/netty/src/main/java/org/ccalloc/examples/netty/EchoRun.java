package org.ccalloc.examples.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server, and clients until all have their echo.
 *
 * @param messages that came back
 * @param bytes that came back
 * @param duration of it
 */
record EchoRun(long messages, long bytes, Duration duration) {

    /**
     * Runs it; all buffers are released when it returns.
     *
     * @param load what the clients do
     * @param allocator for the buffers of both sides
     * @return what came back
     * @throws InterruptedException if the thread is interrupted
     */
    static EchoRun of(Load load, ByteBufAllocator allocator) throws InterruptedException {
        EventLoopGroup threads = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        try (var server = new EchoServer(threads, allocator)) {
            long start = System.nanoTime();
            List<Promise<Long>> echoes = new ArrayList<>();
            for (int i = 0; i < load.connections(); i++) {
                echoes.add(connect(threads, allocator, server.address(), load, i));
            }
            long bytes = 0;
            for (Promise<Long> echo : echoes) {
                bytes += echo.sync().getNow();
            }
            return new EchoRun(
                    (long) load.connections() * load.messages(), bytes, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            // Connections that are still open are closed by this, and their buffers released.
            threads.shutdownGracefully(0, 30, TimeUnit.SECONDS).await();
        }
    }

    private static Promise<Long> connect(
            EventLoopGroup threads, ByteBufAllocator allocator, SocketAddress server, Load load, long seed) {
        Promise<Long> echoedBytes = threads.next().newPromise();
        ChannelFuture connection = new Bootstrap()
                .group(threads)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(new EchoClient(load, seed, echoedBytes))
                .connect(server);
        connection.addListener(connected -> {
            if (!connected.isSuccess()) {
                var _ = echoedBytes.tryFailure(connected.cause());
            }
        });
        return echoedBytes;
    }
}

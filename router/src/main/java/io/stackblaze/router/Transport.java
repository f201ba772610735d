package io.stackblaze.router;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The event loops, and how sockets are made: Linux's epoll where it can be loaded, the JDK's selector elsewhere. */
record Transport(MultiThreadIoEventLoopGroup eventLoops, Class<? extends ServerChannel> serverChannel,
        Class<? extends SocketChannel> socketChannel, ByteBufAllocator allocator) implements AutoCloseable {
    private static final int MOST_EVENT_LOOPS = 4;
    private static final int SMALLEST_READ = 512;
    private static final int FIRST_READ = 4 * 1024;
    private static final int LARGEST_READ = 64 * 1024;

    static Transport open() {
        quietLeakDetection();
        int loops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_EVENT_LOOPS);
        ThreadFactory threads = new DefaultThreadFactory("router", true);
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new Transport(new MultiThreadIoEventLoopGroup(loops, threads, io),
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
                epoll ? EpollSocketChannel.class : NioSocketChannel.class, smallPool(loops));
    }

    /** Looking for buffers that were lost costs a fifth of the throughput, so it is only done when it was asked for. */
    private static void quietLeakDetection() {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    /** One arena for each loop, in chunks of 1 MiB: the default ones are sized for a process of its own. */
    private static ByteBufAllocator smallPool(int loops) {
        int pageSize = 8 * 1024;
        int maxOrder = 7;
        return new PooledByteBufAllocator(true, loops, loops, pageSize, maxOrder, 128, 32, true);
    }

    RecvByteBufAllocator receiveBuffers() {
        return new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ);
    }

    @Override
    public void close() {
        eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}

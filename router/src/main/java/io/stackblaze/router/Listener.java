package io.stackblaze.router;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import org.jspecify.annotations.Nullable;

/** Builds the pipeline of each connection that a port accepts. */
@SuppressWarnings("FutureReturnValueIgnored") // closing is heard by the handlers
final class Listener extends ChannelInitializer<Channel> {
    private static final int MOST_STREAMS = 128;
    private static final int STREAM_WINDOW = 256 * 1024;
    /** How long a connection that is closed waits for its streams; whoever closes may end it earlier. */
    private static final long STREAMS_MAY_END_MILLIS = 60_000;

    private final Edge edge;
    private final Map<EventLoop, Worker> workers;
    private final ChannelGroup connections;
    private final @Nullable Certificates certificates;

    /**
     * Accepts nothing yet.
     *
     * @param connections told of each connection, to close it at the end
     * @param certificates for HTTPS; null for HTTP
     */
    Listener(Edge edge, Map<EventLoop, Worker> workers, ChannelGroup connections, @Nullable Certificates certificates) {
        this.edge = edge;
        this.workers = workers;
        this.connections = connections;
        this.certificates = certificates;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        if (certificates == null) {
            addHttp1(channel.pipeline(), false);
        } else {
            channel.pipeline().addLast(new SniHandler(certificates)).addLast(new Negotiation());
        }
    }

    private Worker worker(Channel channel) {
        Worker worker = workers.get(channel.eventLoop());
        if (worker == null) {
            throw new IllegalStateException("accepted on an event loop of somebody else");
        }
        return worker;
    }

    private void addHttp1(ChannelPipeline pipeline, boolean secure) {
        var decoder = new RequestDecoder(edge.limits().headerBytes());
        var encoder = new ClientEncoder();
        pipeline.addLast(RequestDecoder.NAME, decoder).addLast(ClientEncoder.NAME, encoder)
                .addLast(new ClientConnection(edge, worker(pipeline.channel()), secure, decoder, encoder));
    }

    private void addHttp2(ChannelPipeline pipeline) {
        Worker worker = worker(pipeline.channel());
        Http2Settings settings = Http2Settings.defaultSettings().maxConcurrentStreams(MOST_STREAMS)
                .initialWindowSize(STREAM_WINDOW).maxHeaderListSize(edge.limits().headerBytes());
        pipeline.addLast(Http2FrameCodecBuilder.forServer().initialSettings(settings)
                .gracefulShutdownTimeoutMillis(STREAMS_MAY_END_MILLIS).build());
        pipeline.addLast(new Http2MultiplexHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true))
                        .addLast(new ClientConnection(edge, worker, true, null, null));
            }
        }));
        pipeline.addLast(new IdleStateHandler(0, 0, edge.limits().idle().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new EndOfConnection());
    }

    /**
     * Ends a connection of HTTP/2 that is silent, or failed: that is the client's affair, its streams hear of it, and
     * no log.
     */
    private static final class EndOfConnection extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof IdleStateEvent) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Waits for the TLS handshake to say which version of HTTP is spoken. */
    private final class Negotiation extends ApplicationProtocolNegotiationHandler {
        Negotiation() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                addHttp2(ctx.pipeline());
            } else {
                addHttp1(ctx.pipeline(), true);
            }
        }

        /** A client that speaks no TLS, or trusts nobody here: its own affair, and no line in a log. */
        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}

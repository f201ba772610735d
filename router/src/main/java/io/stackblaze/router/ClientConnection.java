package io.stackblaze.router;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, or one stream of an HTTP/2 connection: lets requests through one after the other, so that
 * answers leave in the order the requests came.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is heard
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());
    private static final int LINGER_SECONDS = 2;

    private final Edge edge;
    private final Worker worker;
    private final boolean secure;
    private final @Nullable RequestDecoder decoder;
    private final AnswerWriter writer;
    private final ArrayDeque<Object> pipelined = new ArrayDeque<>(0);

    @SuppressWarnings("NullAway.Init") // by handlerAdded, before anything else is called
    private ChannelHandlerContext ctx;
    private @Nullable Exchange exchange;
    private @Nullable String peer;
    private boolean discarding;
    private boolean letting;
    private long headSince;
    private long lastActivity;

    /**
     * A connection that has just been made.
     *
     * @param decoder of HTTP/1; null for a stream of HTTP/2, which brings one request and is closed by its codec
     */
    ClientConnection(Edge edge, Worker worker, boolean secure, @Nullable RequestDecoder decoder,
            @Nullable ClientEncoder encoder) {
        this.edge = edge;
        this.worker = worker;
        this.secure = secure;
        this.decoder = decoder;
        this.writer = new AnswerWriter(edge, encoder);
        this.headSince = worker.now();
        this.lastActivity = headSince;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        writer.writeTo(context);
        worker.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        worker.remove(this);
    }

    boolean multiplexed() {
        return decoder == null;
    }

    AnswerWriter writer() {
        return writer;
    }

    boolean secure() {
        return secure;
    }

    String protocol() {
        return multiplexed() ? "h2" : secure ? "https" : "http";
    }

    /** Address of the peer, without port. */
    String peer() {
        if (peer == null) {
            peer = peerOf(connectionChannel());
        }
        return peer;
    }

    private static String peerOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "unknown";
    }

    private int port() {
        return connectionChannel().localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    private Channel connectionChannel() {
        Channel parent = ctx.channel().parent();
        return multiplexed() && parent != null ? parent : ctx.channel();
    }

    /** Makes the request the one that an instance gets. */
    void prepare(HttpRequest request, RequestTarget target, String requestId, long startMillis,
            @Nullable String upgrade) {
        ForwardedHeaders.apply(request, target, peer(), secure, port(), requestId, startMillis, upgrade);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        lastActivity = worker.now();
        if (discarding || !context.channel().isActive()) {
            // What is not active any more brings but the remains of a head.
            ReferenceCountUtil.release(message);
        } else if (message instanceof ByteBuf bytes) {
            if (exchange == null) {
                bytes.release();
            } else {
                exchange.tunnelFromClient(bytes);
            }
        } else if (!pipelined.isEmpty() || (exchange != null && message instanceof HttpRequest)) {
            pipelined.add(message);
            updateReading();
        } else {
            take(message);
        }
    }

    private void take(Object message) {
        if (message instanceof HttpRequest request) {
            headSince = 0;
            // A head that is a whole request, as the codec of HTTP/2 makes them, must not be encoded as one again.
            HttpRequest head = message instanceof HttpContent
                    ? new DefaultHttpRequest(request.protocolVersion(), request.method(), request.uri(),
                            request.headers())
                    : request;
            head.setDecoderResult(request.decoderResult());
            writer.begin(head);
            Exchange next = new Exchange(this, edge, worker, head);
            exchange = next;
            next.start();
        }
        if (message instanceof HttpContent content) {
            if (exchange == null) {
                content.release();
            } else {
                // A request that is whole is no piece of a body; what it holds is.
                exchange.requestContent(
                        content instanceof FullHttpRequest ? new DefaultLastHttpContent(content.content()) : content);
                updateReading();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.flushBackend();
        } else {
            noteHead();
        }
    }

    /** A head that has begun to arrive has to end in time. */
    private void noteHead() {
        if (exchange == null && decoder != null && decoder.inMiddleOfHead() && headSince == 0) {
            headSince = worker.now();
        }
    }

    /** Reads on exactly when what comes can be put somewhere. */
    void updateReading() {
        boolean read = discarding || (pipelined.isEmpty() && (exchange == null || exchange.wantsRequest()));
        if (ctx.channel().config().isAutoRead() != read) {
            ctx.channel().config().setAutoRead(read);
        }
    }

    boolean isWritable() { return ctx.channel().isWritable(); }

    void flush() {
        ctx.flush();
    }

    /** Called when an answer was written whole. */
    void exchangeOver(Exchange ended) {
        if (exchange != ended) {
            return;
        }
        exchange = null;
        if (writer.keepsOpen() && ended.requestEnded()) {
            letNextThrough();
        } else {
            discarding = true;
            releasePipelined();
            if (multiplexed()) {
                endStream(ended.requestEnded());
            } else if (ended.requestEnded()) {
                finish();
            } else {
                linger();
            }
        }
    }

    /**
     * A stream ends by itself once both sides have said everything. A client that is still sending may do so for a
     * while, as some take no answer before they have; then it is asked to stop.
     */
    private void endStream(boolean requestEnded) {
        updateReading();
        if (!requestEnded) {
            ctx.executor().schedule(() -> ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR)),
                    LINGER_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void releasePipelined() {
        pipelined.forEach(ReferenceCountUtil::release);
        pipelined.clear();
    }

    private void letNextThrough() {
        if (letting) {
            return;
        }
        letting = true;
        while (!pipelined.isEmpty() && (exchange == null || !(pipelined.peek() instanceof HttpRequest))) {
            take(pipelined.remove());
        }
        letting = false;
        noteHead();
        updateReading();
    }

    /**
     * The rest of the request is read and dropped for a while: closing at once would tear the answer from the client's
     * hands.
     */
    private void linger() {
        updateReading();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> closeOutput());
        ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private void closeOutput() {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** Closes after what was written. */
    void finish() {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes at once, so that the client sees that the answer is not whole. */
    void abort() {
        exchange = null;
        ctx.close();
    }

    /** From here on bytes pass as they are. */
    void startTunnel(HttpResponse head) {
        writer.writeSwitch(head);
        if (decoder != null) {
            ctx.pipeline().remove(ClientEncoder.NAME);
            ctx.pipeline().remove(RequestDecoder.NAME);
        }
        updateReading();
    }

    /** Enforces the limits on time. */
    void check(long now) {
        Exchange current = exchange;
        if (current != null) {
            current.check(now);
        } else if (headSince != 0 && now - headSince > edge.limits().headersWithin().toNanos()) {
            if (decoder != null && decoder.inMiddleOfHead()) {
                discarding = true;
                writer.writeTimeout();
            }
            finish();
        } else if (now - lastActivity > edge.limits().idle().toNanos()) {
            ctx.close();
        }
    }

    /** Ends the connection when it carries nothing; else it ends with the answer under way. */
    void closeIfIdle() {
        if (exchange == null && !multiplexed()) {
            ctx.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.clientWritabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange current = exchange;
        exchange = null;
        releasePipelined();
        discarding = true;
        worker.remove(this);
        if (current != null) {
            current.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof RuntimeException && !(cause instanceof CodecException)) {
            LOG.log(System.Logger.Level.WARNING, "a client's connection had to be closed", cause);
        }
        context.close();
    }
}

package io.stackblaze.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One connection to an instance: carries one exchange at a time, idle in between. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is heard
final class BackendConnection extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(BackendConnection.class.getName());
    static final String ENCODER = "requests";

    private final Worker worker;
    private final AnswerDecoder decoder;
    @SuppressWarnings("NullAway.Init") // by handlerAdded, before anything else is called
    private ChannelHandlerContext ctx;
    private @Nullable BackendState backend;
    private @Nullable Exchange exchange;
    private boolean used;
    private long idleSince;

    BackendConnection(Worker worker, AnswerDecoder decoder) {
        this.worker = worker;
        this.decoder = decoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    void belongTo(BackendState state) {
        backend = state;
    }

    BackendState backend() {
        if (backend == null) {
            throw new IllegalStateException("not connected yet");
        }
        return backend;
    }

    /** Whether it carried an exchange before, so that the instance may be closing it just now. */
    boolean wasUsed() {
        return used;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it can carry an exchange, as far as can be known. */
    boolean isUsable() {
        return ctx.channel().isActive() && !decoder.hasLeftover();
    }

    /**
     * Whether the next repeatable request would find no other idle connection. Those that were made for one request are
     * not collected: an instance may have a thread or a process waiting at each.
     */
    boolean isWanted() { return backend().pool(worker).isEmpty(); }

    boolean isWritable() { return ctx.channel().isWritable(); }

    void carry(Exchange next, boolean answerToHead) {
        exchange = next;
        decoder.expect(answerToHead);
    }

    void write(Object message) {
        ctx.write(message, ctx.voidPromise());
    }

    void flush() {
        ctx.flush();
    }

    void setReading(boolean reading) {
        if (ctx.channel().config().isAutoRead() != reading) {
            ctx.channel().config().setAutoRead(reading);
        }
    }

    /** Gives the connection back for the next exchange. */
    void recycle() {
        exchange = null;
        used = true;
        idleSince = worker.now();
        if (isUsable()) {
            setReading(true);
            backend().pool(worker).add(this);
        } else {
            close();
        }
    }

    /** Ends the connection; whatever it carried is not told. */
    void close() {
        exchange = null;
        ctx.close();
    }

    /** Ends the connection after what was written to it. */
    void finish() {
        exchange = null;
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(ChannelFutureListener.CLOSE);
    }

    /** From here on bytes pass as they are. */
    void becomeTunnel() {
        ctx.pipeline().remove(ENCODER);
        ctx.pipeline().remove(AnswerDecoder.NAME);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Exchange current = exchange;
        if (current == null) {
            // An answer to nothing: whatever it is, the next request must not be answered with it.
            ReferenceCountUtil.release(message);
            context.close();
        } else if (message instanceof ByteBuf bytes) {
            current.tunnelFromBackend(bytes);
        } else if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            current.backendGarbled();
        } else {
            if (message instanceof HttpResponse head) {
                current.answerHead(head);
            }
            if (message instanceof HttpContent content) {
                // The head may have ended the exchange, or made the connection a tunnel.
                if (exchange == current) {
                    current.answerContent(content);
                } else {
                    content.release();
                }
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.flushClient();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.backendWritabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.backendClosed();
        } else if (backend != null) {
            backend.pool(worker).remove(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof RuntimeException && !(cause instanceof CodecException)) {
            LOG.log(System.Logger.Level.WARNING, "an instance's connection had to be closed", cause);
        }
        context.close();
    }
}

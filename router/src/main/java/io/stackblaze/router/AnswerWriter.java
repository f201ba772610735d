package io.stackblaze.router;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Frames answers for one client: the body as its version of HTTP can take it, and whether the connection stays. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is heard
final class AnswerWriter {
    private final Edge edge;
    private final @Nullable ClientEncoder encoder;

    @SuppressWarnings("NullAway.Init") // by writeTo, before anything is written
    private ChannelHandlerContext ctx;
    private boolean wantsKeepAlive;
    private boolean speaksHttp10;
    private boolean toHead;
    private boolean keepsOpen;

    /**
     * Writes nowhere yet.
     *
     * @param encoder of HTTP/1; null for a stream of HTTP/2
     */
    AnswerWriter(Edge edge, @Nullable ClientEncoder encoder) {
        this.edge = edge;
        this.encoder = encoder;
    }

    void writeTo(ChannelHandlerContext context) {
        ctx = context;
    }

    /** Notes how the answer to this request has to be framed, before its headers are rewritten for an instance. */
    void begin(HttpRequest request) {
        wantsKeepAlive = HttpUtil.isKeepAlive(request);
        speaksHttp10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        toHead = request.method().equals(HttpMethod.HEAD);
        keepsOpen = false;
    }

    /** Whether the client may send another request after the answer that was written last. */
    boolean keepsOpen() {
        return keepsOpen;
    }

    void write(Object message) {
        // The codec of HTTP/2 completes promises itself, which it cannot with the shared void one.
        ctx.write(message, encoder == null ? ctx.newPromise() : ctx.voidPromise());
    }

    /**
     * Writes an instance's head.
     *
     * @param unframed the body ends with the instance's connection
     */
    void writeHead(HttpResponse head, boolean unframed) {
        head.setProtocolVersion(HttpVersion.HTTP_1_1);
        keepsOpen = encoder != null && !edge.closing() && wantsKeepAlive;
        if (speaksHttp10 && (unframed || HttpUtil.isTransferEncodingChunked(head))) {
            head.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            keepsOpen = false;
        } else if (unframed && encoder != null) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        writeFramed(head);
    }

    private void writeFramed(HttpResponse head) {
        if (encoder != null) {
            encoder.expect(toHead);
            if (!keepsOpen) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            } else if (speaksHttp10) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            }
        }
        write(head);
    }

    /** Passes on what comes before the answer: {@code 100 Continue}, {@code 103 Early Hints}. */
    void writeInformational(HttpResponse head) {
        if (!speaksHttp10) {
            var informational = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, head.status(), Unpooled.EMPTY_BUFFER);
            HopByHop.remove(head.headers());
            informational.headers().set(head.headers());
            if (encoder != null) {
                encoder.expect(false);
            }
            write(informational);
            ctx.flush();
        }
    }

    /** Passes on {@code 101 Switching Protocols}. */
    void writeSwitch(HttpResponse head) {
        String protocol = head.headers().get(HttpHeaderNames.UPGRADE, "");
        ForwardedHeaders.applyToAnswer(head.headers());
        head.headers().set(HttpHeaderNames.UPGRADE, protocol);
        head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        head.setProtocolVersion(HttpVersion.HTTP_1_1);
        ctx.writeAndFlush(head);
    }

    /**
     * Answers in the router's own words and returns the body's size.
     *
     * @param mayStay whether the request was read to its end
     */
    int writeError(Fault fault, @Nullable String detail, HttpRequest request, String host, String requestId,
            boolean mayStay) {
        ErrorPage page = ErrorPage.of(fault, detail, host, requestId, request.headers().get(HttpHeaderNames.ACCEPT));
        ByteBuf body = Unpooled.copiedBuffer(page.body(), StandardCharsets.UTF_8);
        int size = body.readableBytes();
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, fault.status());
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, page.contentType());
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, size);
        head.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        head.headers().set("x-content-type-options", "nosniff");
        head.headers().set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT);
        head.headers().set(ForwardedHeaders.REQUEST_ID, requestId);
        if (fault.retryAfterSeconds() > 0) {
            head.headers().set(HttpHeaderNames.RETRY_AFTER, fault.retryAfterSeconds());
        }
        if (fault == Fault.METHOD_REFUSED) {
            head.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE");
        }
        keepsOpen = mayStay && encoder != null && !edge.closing() && wantsKeepAlive;
        writeFramed(head);
        if (toHead) {
            body.release();
        }
        writeLast(new DefaultLastHttpContent(toHead ? Unpooled.EMPTY_BUFFER : body));
        return toHead ? 0 : size;
    }

    void writeLast(Object last) {
        ctx.writeAndFlush(last, encoder == null ? ctx.newPromise() : ctx.voidPromise());
    }

    /** For a client that began a head and did not end it: there is no request to answer. */
    void writeTimeout() {
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_TIMEOUT,
                Unpooled.EMPTY_BUFFER);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        write(answer);
    }
}

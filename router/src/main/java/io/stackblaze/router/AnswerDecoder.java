package io.stackblaze.router;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Decodes a backend's answers. What an answer's body is depends on the request, so it has to be told. */
final class AnswerDecoder extends HttpResponseDecoder {
    static final String NAME = "answers";
    private static final int LARGEST_PIECE = 64 * 1024;

    private boolean answersHead;

    AnswerDecoder(int headerBytes) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(8 * 1024)
                .setMaxHeaderSize(Math.max(headerBytes, 64 * 1024))
                .setMaxChunkSize(LARGEST_PIECE).setStrictLineParsing(false).setAllowDuplicateContentLengths(true));
    }

    void expect(boolean answerToHead) {
        answersHead = answerToHead;
    }

    /**
     * Whether bytes came that belong to no answer, as when an app sends a body where there is none: then nothing may
     * follow.
     */
    boolean hasLeftover() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (message instanceof HttpResponse response && response.status().code() == 101) {
            return response.headers().contains(HttpHeaderNames.UPGRADE);
        }
        return answersHead || super.isContentAlwaysEmpty(message);
    }
}

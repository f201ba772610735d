package io.stackblaze.router;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Encodes answers. One to {@code HEAD} has the headers of a body and none. */
final class ClientEncoder extends HttpResponseEncoder {
    static final String NAME = "answers";

    private boolean toHead;

    void expect(boolean answerToHead) {
        toHead = answerToHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse answer) {
        return toHead || answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                || super.isContentAlwaysEmpty(answer);
    }

    @Override
    protected void sanitizeHeadersBeforeEncode(HttpResponse answer, boolean isAlwaysEmpty) {
        if (!answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            super.sanitizeHeadersBeforeEncode(answer, isAlwaysEmpty);
        }
    }
}

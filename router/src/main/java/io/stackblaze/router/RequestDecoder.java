package io.stackblaze.router;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Decodes requests by the letter of RFC 9112. Netty's decoder already refuses what makes two readers of one stream
 * disagree (both lengths, several lengths, stray whitespace, bare line feeds) save one thing that is refused here:
 * headers folded over several lines.
 */
final class RequestDecoder extends HttpRequestDecoder {
    static final String NAME = "requests";
    private static final int LONGEST_TARGET = 16 * 1024;
    private static final int LARGEST_PIECE = 64 * 1024;

    private boolean inHead = true;
    private boolean headStarted;
    private boolean folded;

    RequestDecoder(int headerBytes) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(LONGEST_TARGET).setMaxHeaderSize(headerBytes)
                .setMaxChunkSize(LARGEST_PIECE));
    }

    /** Whether a head has begun to arrive and has not ended. */
    boolean inMiddleOfHead() {
        return headStarted;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!inHead) {
            super.decode(ctx, in, out);
            inHead = !out.isEmpty() && out.getLast() instanceof LastHttpContent;
            return;
        }
        int start = in.readerIndex();
        super.decode(ctx, in, out);
        folded |= hasFold(in, start, in.readerIndex());
        headStarted |= in.readerIndex() > start || in.isReadable();
        if (!out.isEmpty() && out.getFirst() instanceof HttpRequest request) {
            if (folded) {
                request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("folded header")));
            }
            folded = false;
            headStarted = false;
            inHead = out.getLast() instanceof LastHttpContent;
        }
    }

    /**
     * The decoder takes whole lines, so a folded one either follows a line end or is the first that was taken this
     * time.
     */
    private boolean hasFold(ByteBuf in, int from, int to) {
        if (headStarted && from < to && isBlank(in.getByte(from))) {
            return true;
        }
        int end = in.indexOf(from, to, (byte) '\n');
        while (end >= 0 && end + 1 < to) {
            if (isBlank(in.getByte(end + 1))) {
                return true;
            }
            end = in.indexOf(end + 1, to, (byte) '\n');
        }
        return false;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}

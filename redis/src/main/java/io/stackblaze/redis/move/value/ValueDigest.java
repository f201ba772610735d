package io.stackblaze.redis.move.value;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import io.stackblaze.redis.move.wire.Command;

/**
 * A digest of a value's meaning, whatever its encoding and the server's version: equal values have equal digests. What
 * has
 * an order is hashed in order; of the rest, the sum of the hashes of its parts. Left out is what may differ without
 * meaning:
 * when a pending entry was delivered, counts that older servers do not keep, the cached estimate of a HyperLogLog.
 */
public final class ValueDigest implements ValueReader.Pieces {
    private static final byte[] HYPERLOGLOG = "HYLL".getBytes(StandardCharsets.US_ASCII);
    private static final int CACHED_FROM = 8;
    private static final int CACHED_TO = 16;

    private final MessageDigest ordered = sha256();
    private final MessageDigest part = sha256();
    private final Set<Long> seen = new HashSet<>();
    private final long[] sum = new long[3];
    private boolean begun;

    /** Takes the next piece. Parts without order may come twice, as they do from a cursor. */
    @Override
    public void take(Piece piece) throws IOException {
        var words = piece.words();
        switch (piece.kind()) {
            case TEXT -> ordered.update(begun ? words.getFirst() : withoutEstimate(words.getFirst()));
            case ITEMS -> words.forEach(word -> feed(ordered, word));
            case ENTRY -> {
                words.forEach(word -> feed(ordered, word));
                feed(ordered, new byte[0]);
            }
            case MEMBERS -> words.forEach(word -> add(piece, List.of(word)));
            case FIELDS -> pairs(piece, words);
            case SCORES -> scores(piece, words);
            case FIELD_EXPIRY, CONSUMER -> add(piece, words);
            case LAST -> add(piece, words.subList(0, 1));
            case GROUP -> add(piece, words.subList(0, 2));
            case PENDING -> add(piece, List.of(words.get(0), words.get(1), words.get(2), words.get(4)));
        }
        begun = true;
    }

    /** What it comes to, in hexadecimal. */
    public String result() {
        var bytes = ByteBuffer.allocate(32 + 3 * Long.BYTES);
        bytes.put(ordered.digest());
        for (long one : sum) {
            bytes.putLong(one);
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    private void pairs(Piece piece, List<byte[]> words) {
        for (int i = 0; i < words.size(); i += 2) {
            add(piece, words.subList(i, i + 2));
        }
    }

    private void scores(Piece piece, List<byte[]> words) throws IOException {
        for (int i = 0; i < words.size(); i += 2) {
            add(piece, List.of(words.get(i), Command.bytes(Double.doubleToLongBits(score(words.get(i + 1))))));
        }
    }

    /** Servers of different versions write the same number in different ways. */
    private static double score(byte[] word) throws IOException {
        var text = new String(word, StandardCharsets.US_ASCII);
        try {
            return switch (text) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw new IOException("the server gave a score that is no number", e);
        }
    }

    private void add(Piece piece, List<byte[]> words) {
        feed(part, Command.bytes(piece.kind().name()));
        words.forEach(word -> feed(part, word));
        var hash = ByteBuffer.wrap(part.digest());
        if (seen.add(hash.getLong(0))) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += hash.getLong(i * Long.BYTES);
            }
        }
    }

    private static void feed(MessageDigest digest, byte[] word) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, word.length));
        digest.update(word);
    }

    private static byte[] withoutEstimate(byte[] text) {
        if (text.length < CACHED_TO || !Arrays.equals(text, 0, HYPERLOGLOG.length, HYPERLOGLOG, 0, 4)) {
            return text;
        }
        var copy = text.clone();
        Arrays.fill(copy, CACHED_FROM, CACHED_TO, (byte) 0);
        return copy;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

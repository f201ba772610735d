package io.stackblaze.redis.move.value;

import java.io.IOException;
import java.util.Arrays;

/**
 * What {@code DUMP} gave: a type, a body, and a footer of two bytes version (of the RDB format) and eight of checksum.
 * A server takes payloads of its own version and older ones.
 */
public final class Payload {
    private static final int FOOTER = 10;

    private final byte[] bytes;

    /** Takes what a server gave. */
    public Payload(byte[] bytes) throws IOException {
        if (bytes.length <= FOOTER) {
            throw new IOException("the server gave a value that is too short to be one");
        }
        this.bytes = bytes;
    }

    /** All of it, as {@code RESTORE} takes it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Version of the RDB format that the footer names. */
    public int version() {
        var at = bytes.length - FOOTER;
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    /** The checksum of everything before it. */
    public long checksum() {
        return Crc64.little(bytes, bytes.length - 8);
    }

    /** Whether it is a stream, or something newer than we know. */
    public boolean isPerhapsStream() {
        var type = bytes[0] & 0xff;
        return type == 15 || type == 19 || type == 21 || type > 25;
    }

    /** Whether both hold the same value in the same encoding; other encodings may still hold the same value. */
    public boolean sameBody(Payload other) {
        return Arrays.equals(bytes, 0, bytes.length - FOOTER, other.bytes, 0, other.bytes.length - FOOTER);
    }

    /**
     * The same value for a server that reads a version and older ones. Such a server may still refuse it, if the value
     * is
     * in an encoding that is new.
     */
    public Payload readableBy(int version) throws IOException {
        if (version() <= version) {
            return this;
        }
        var rewritten = bytes.clone();
        var at = rewritten.length - FOOTER;
        rewritten[at] = (byte) version;
        rewritten[at + 1] = (byte) (version >>> 8);
        var checksum = Crc64.of(rewritten, at + 2);
        for (int i = 0; i < 8; i++) {
            rewritten[at + 2 + i] = (byte) (checksum >>> (8 * i));
        }
        return new Payload(rewritten);
    }
}

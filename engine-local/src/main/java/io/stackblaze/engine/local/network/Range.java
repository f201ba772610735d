package io.stackblaze.engine.local.network;

import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses.
 *
 * @param base first address, as a number
 * @param prefix length of the part they share, in bits
 */
public record Range(int base, int prefix) {
    private static final Pattern SHAPE = Pattern
            .compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    /** Drops bits beyond the prefix. */
    public Range {
        base &= mask(prefix);
    }

    /**
     * Reads {@code 10.209.0.0/16}.
     *
     * @throws IllegalArgumentException when it is none, with a message for people
     */
    public static Range parse(String text) {
        var parts = SHAPE.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(5)) > 32) {
            throw new IllegalArgumentException("'" + text + "' is no range of addresses like 10.209.0.0/16");
        }
        int base = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(parts.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("'" + text + "' is no range of addresses like 10.209.0.0/16");
            }
            base = base << 8 | octet;
        }
        return new Range(base, Integer.parseInt(parts.group(5)));
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    /** How many ranges of 256 addresses it has. */
    int blocks() {
        return prefix > 24 ? 0 : 1 << Math.min(12, 24 - prefix);
    }

    /** One of its ranges of 256 addresses. */
    Range block(int index) {
        return new Range(base + (index << 8), 24);
    }

    /** Whether they share an address. */
    boolean overlaps(Range other) {
        int shared = mask(Math.min(prefix, other.prefix));
        return (base & shared) == (other.base & shared);
    }

    /** The address at that place. */
    String address(int offset) {
        int address = base + offset;
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    /** {@code 10.209.0.0/16}. */
    @Override
    public String toString() {
        return address(0) + "/" + prefix;
    }
}

package io.stackblaze.server.secret;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes values that nobody can guess. Any thread may use it. */
public final class Random {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecureRandom source;

    /** Draws from {@code source}. */
    public Random(SecureRandom source) {
        this.source = source;
    }

    /** 256 bits, safe in URLs, 43 characters. */
    public String code() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(32));
    }

    /** A token as people see it: {@code sb_} and 256 bits. */
    public String token() {
        return "sb_" + code();
    }

    /** 24 hexadecimal digits: 96 bits. */
    public String id() {
        return HexFormat.of().formatHex(bytes(12));
    }

    /** A password of 32 letters and digits: no character of it needs quoting anywhere. */
    public String password() {
        var password = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            password.append(LETTERS.charAt(source.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        source.nextBytes(bytes);
        return bytes;
    }
}

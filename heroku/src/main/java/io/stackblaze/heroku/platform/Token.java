package io.stackblaze.heroku.platform;

import java.net.http.HttpRequest;

/** A Heroku token. It never shows itself. */
public final class Token {
    private final String value;

    /** Wraps one; blanks around it are not part of it. */
    public Token(String value) {
        this.value = value.strip();
        if (this.value.isEmpty() || this.value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("a token is one word of ASCII");
        }
    }

    String header() {
        return "Bearer " + value;
    }

    /** Has a request sent in its name. */
    public void authorize(HttpRequest.Builder request) {
        request.header("Authorization", header());
    }

    @Override
    public String toString() {
        return "(a token)";
    }
}

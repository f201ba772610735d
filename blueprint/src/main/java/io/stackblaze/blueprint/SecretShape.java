package io.stackblaze.blueprint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A shape by which a key or password is known wherever it stands.
 *
 * @param what what it is, for a message: {@code a Stripe key}
 * @param pattern bounded, so that searching takes time in proportion to the text
 */
record SecretShape(String what, Pattern pattern) {
    private static final List<SecretShape> KNOWN = List.of(
            shape("a private key", "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"),
            shape("an AWS access key", "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"),
            shape("a Stripe key", "\\b(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{10}|\\bwhsec_[0-9A-Za-z+/=]{16}"),
            shape("a GitHub token", "\\bgh[pousr]_[0-9A-Za-z]{36}|\\bgithub_pat_[0-9A-Za-z_]{22}"),
            shape("a GitLab token", "\\bglpat-[0-9A-Za-z_-]{20}"),
            shape("a Slack token", "\\bxox[abeoprs]-[0-9A-Za-z-]{10}|\\bxapp-[0-9]-[0-9A-Za-z-]{10}"),
            shape("a Slack webhook",
                    "hooks\\.slack\\.com/services/T[0-9A-Z]{6,20}/B[0-9A-Z]{6,20}/[0-9A-Za-z]{16}"),
            shape("a Google key", "\\bAIza[0-9A-Za-z_-]{35}|\\bGOCSPX-[0-9A-Za-z_-]{20}"),
            shape("a Heroku token", "\\bHRKU-[0-9A-Za-z_-]{30}"),
            shape("a SendGrid key", "\\bSG\\.[0-9A-Za-z_-]{16,32}\\.[0-9A-Za-z_-]{32}"),
            shape("an npm token", "\\bnpm_[0-9A-Za-z]{36}"),
            shape("an OpenAI or Anthropic key", "\\bsk-(?:proj-|ant-)?[0-9A-Za-z_]{20}"),
            shape("a signed token (JWT)",
                    "\\beyJ[0-9A-Za-z_-]{10,2000}\\.eyJ[0-9A-Za-z_-]{10,4000}\\.[0-9A-Za-z_-]{10}"));

    /** The password of a URL; one that is a placeholder such as {@code $PASSWORD} or {@code <password>} is none. */
    private static final SecretShape URL = shape("a URL with a password",
            "://[^\\s/?#:@]{0,256}:(?![$<{%*])[^\\s/?#@]{1,256}@");

    /** The first shape found in the text. */
    static Optional<SecretShape> in(String text) {
        if (text.length() < 8) {
            return Optional.empty();
        }
        if (text.contains("://") && URL.pattern.matcher(text).find()) {
            return Optional.of(URL);
        }
        return KNOWN.stream().filter(shape -> shape.pattern.matcher(text).find()).findFirst();
    }

    private static SecretShape shape(String what, String pattern) {
        return new SecretShape(what, Pattern.compile(pattern));
    }
}

package io.stackblaze.engine;

import java.net.URI;
import java.time.Duration;

/** What becomes of requests for the hosts of a web service, other than that its instances answer them. */
public sealed interface Diversion {
    /** Nothing else: its instances answer. */
    record None() implements Diversion {}

    /**
     * They wait, in the order they came, until this is changed; those that wait longer, or that come when too many
     * wait, get 503. Requests that were passed on already go on where they are.
     *
     * @param atMost longest time that one waits
     */
    record Hold(Duration atMost) implements Diversion {}

    /**
     * A server outside answers them. Requests arrive there with its own {@code Host}, and with what the visitor asked
     * for in {@code X-Forwarded-Host}; WebSockets too. A visitor who was served here keeps being served here.
     *
     * @param origin scheme, host and port of the server, without a path
     * @param host what to ask it for: {@code shop-1234.herokuapp.com}
     * @param percentHere share of visitors, 0 to 100, whom its instances here serve nevertheless
     */
    record Outside(URI origin, String host, int percentHere) implements Diversion {}
}

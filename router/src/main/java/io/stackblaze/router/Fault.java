package io.stackblaze.router;

import java.util.Locale;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why the router answers a request itself. The name, in lower case with dashes, is what logs and problem documents say.
 */
enum Fault {
    BAD_REQUEST(400, "This request could not be understood",
            "It breaks the rules of HTTP, so it was passed to nobody."),
    URI_TOO_LONG(414, "This address is too long",
            "Shorten the address, or send the data in the body."),
    HEADERS_TOO_LARGE(431,
            "The request's headers are too large",
            "Often a site's cookies have piled up: clear them and try again."),
    HEADERS_TOO_SLOW(408,
            "The request took too long to arrive",
            "Check the connection and try again."),
    METHOD_REFUSED(405,
            "This method is not served here",
            "The router passes requests on; it opens no tunnels."),
    NO_SUCH_APP(404,
            "There is no app here",
            "Nothing is deployed under this name. Check the spelling, or deploy to it with stackblaze up."),
    STARTING(
            503, "This app is starting",
            "Its first instances are on their way. This page tries again by itself."),
    STOPPED(
            503, "This app is stopped",
            "It was taken down or scaled to zero. Start it with stackblaze up or scale."),
    CRASHED(
            503, "This app has crashed",
            "Its logs say more: stackblaze logs."),
    HELD_TOO_LONG(
            503,
            "This app is being switched over",
            "It took longer than expected. Try again in a moment."),
    TOO_MANY_HELD(
            503,
            "This app is being switched over",
            "Many requests are waiting already. Try again in a moment."),
    BACKEND_UNREACHABLE(
            503,
            "This app is not answering",
            "None of its instances took the connection. Its logs say more: stackblaze logs."),
    LED_BACK(
            508,
            "This name leads back to itself",
            "The server that it is passed on to passes it back. Give that server's own address and name."),
    OUTSIDE_UNREACHABLE(
            502,
            "The other server cannot be reached",
            "This app is served by a server elsewhere, and that one takes no connection or is not who it should be. Try again in a moment."),
    BACKEND_CLOSED(
            502,
            "The app broke off",
            "Its instance closed the connection before it had answered. Its logs say more: stackblaze logs."),
    BACKEND_GARBLED(
            502,
            "The app's answer could not be understood",
            "What its instance sent breaks the rules of HTTP. Its logs say more: stackblaze logs."),
    BACKEND_TIMEOUT(
            504,
            "The app took too long to answer",
            "Its instance has the request but did not begin to answer in time. Its logs say more: stackblaze logs."),
    BACKEND_CUT(
            502,
            "The app broke off in the middle of its answer",
            "Its logs say more: stackblaze logs."),
    IDLE(
            504,
            "Nothing was said for too long",
            "The connection was silent in both directions."),
    SHUTTING_DOWN(
            503,
            "The router is stopping",
            "Try again in a moment."),
    ROUTER_FAILED(
            500,
            "The router failed",
            "This is a fault of StackBlaze itself; its log has the details."),
    CLIENT_GONE(
            499,
            "The client went away",
            "Nobody is left to read this.");

    private final int status;
    private final String title;
    private final String remedy;

    Fault(int status, String title, String remedy) {
        this.status = status;
        this.title = title;
        this.remedy = remedy;
    }

    HttpResponseStatus status() {
        return HttpResponseStatus.valueOf(status);
    }

    String title() {
        return title;
    }

    String remedy() {
        return remedy;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Seconds after which trying again makes sense; 0 when it does not. */
    int retryAfterSeconds() {
        return switch (this) {
            case STARTING, HELD_TOO_LONG, TOO_MANY_HELD, SHUTTING_DOWN -> 2;
            case BACKEND_UNREACHABLE, OUTSIDE_UNREACHABLE, CRASHED -> 10;
            default -> 0;
        };
    }
}

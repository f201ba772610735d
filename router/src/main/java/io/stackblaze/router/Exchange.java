package io.stackblaze.router;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the head's arrival to the last byte. Lives on one event loop.
 *
 * <p>
 * When a request may be sent twice: an instance may close an idle connection at the moment we write to it, and then
 * nobody can tell whether it saw the request. So a request that may not be repeated always gets a connection of its
 * own, which costs one connect and leaves no such moment; one that may (idempotent, without body) uses an idle
 * connection, and is sent once more, on a new connection, when that one turns out to be dead before the answer began.
 */
final class Exchange implements HeldRequests.Held {
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
            HttpMethod.TRACE, HttpMethod.PUT, HttpMethod.DELETE);

    private final ClientConnection client;
    private final Edge edge;
    private final Worker worker;
    private final HttpRequest request;
    private final RequestTarget target;
    private final RequestRecord record;
    private final boolean bodyless;
    private final @Nullable String upgrade;
    private final boolean repeatable;
    private final ArrayDeque<HttpContent> waitingContent = new ArrayDeque<>(0);
    private final Crossing crossing = new Crossing();
    private Set<BackendState> tried = Set.of();

    private @Nullable BackendState backend;
    private @Nullable BackendConnection connection;
    private boolean reuse;
    private boolean requestEnded;
    private boolean answerStarted;
    private boolean skippingInformational;
    private boolean backendStaysOpen;
    private boolean tunnel;
    private boolean over;
    private @Nullable HeldRequests heldIn;
    private long heldSince;
    private long waitingSince;
    private long lastActivity;

    Exchange(ClientConnection client, Edge edge, Worker worker, HttpRequest request) {
        this.client = client;
        this.edge = edge;
        this.worker = worker;
        this.request = request;
        this.target = RequestTarget.of(request);
        this.lastActivity = worker.now();
        this.bodyless = target.fault() == null && !HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) == 0;
        this.requestEnded = bodyless;
        String sent = ForwardedHeaders.saneRequestId(request.headers());
        this.record = new RequestRecord(edge, client, target, request.method().name(),
                sent == null ? worker.newRequestId() : sent);
        this.upgrade = client.multiplexed() ? null : HopByHop.upgrade(request);
        this.repeatable = bodyless && upgrade == null && IDEMPOTENT.contains(request.method());
        this.reuse = repeatable;
    }

    void start() {
        Fault fault = target.fault();
        if (fault != null) {
            refuse(fault, null);
        } else {
            client.prepare(request, target, record.requestId(), record.startedAt().toEpochMilli(), upgrade);
            route();
        }
    }

    /** Follows the table in force; again whenever what it led to could not be used. */
    private void route() {
        Routing routing = edge.routes().routing();
        Routing.Entry entry = routing.find(target.host());
        if (entry == null) {
            refuse(Fault.NO_SUCH_APP, null);
            return;
        }
        record.begin(entry.service());
        switch (entry.target()) {
            case Route.Target.Serve _ -> {
                crossing.stay(request, target);
                passTo(entry, entry.leastBusy(worker.random(Math.max(1, entry.backends().size())), tried));
            }
            case Route.Target.Outside outside -> {
                if (ForwardedHeaders.isLoop(request.headers())) {
                    refuse(Fault.LED_BACK, null);
                } else {
                    passTo(entry, crossing.choose(entry, outside, request, target, tried, worker));
                }
            }
            case Route.Target.Hold _ -> hold(routing, entry.service().held());
            case Route.Target.Starting _ -> refuseHere(entry, Fault.STARTING, null);
            case Route.Target.Stopped _ -> refuseHere(entry, Fault.STOPPED, null);
            case Route.Target.Crashed crashed -> refuseHere(entry, Fault.CRASHED, crashed.reason());
        }
    }

    private void refuseHere(Routing.Entry entry, Fault fault, @Nullable String detail) {
        crossing.stay(request, target);
        record.passTo(entry.service().here());
        refuse(fault, detail);
    }

    private void passTo(Routing.Entry entry, @Nullable BackendState chosen) {
        record.passTo(entry.service().of(crossing.side()));
        if (chosen == null) {
            refuse(crossing.side() == Side.HERE ? Fault.BACKEND_UNREACHABLE : Fault.OUTSIDE_UNREACHABLE, null);
        } else if (chosen.acquire()) {
            backend = chosen;
            BackendConnection idle = reuse ? chosen.pool(worker).poll() : null;
            if (idle == null) {
                worker.connect(chosen, this);
            } else {
                connected(idle);
            }
        } else {
            // Retired since the table was read; the one in force names others.
            route();
        }
    }

    private void hold(Routing seen, HeldRequests held) {
        if (!held.add(this, edge.limits().heldRequests())) {
            refuse(Fault.TOO_MANY_HELD, null);
            return;
        }
        heldIn = held;
        heldSince = worker.now();
        if (!edge.routes().isInForce(seen) && held.remove(this)) {
            // The table changed between reading it and queueing: nobody would let this one go.
            resume();
        }
    }

    @Override
    public EventLoop eventLoop() {
        return worker.eventLoop();
    }

    @Override
    public void resume() {
        heldIn = null;
        if (!over) {
            route();
        }
    }

    void connected(BackendConnection established) {
        if (over) {
            established.recycle();
            return;
        }
        connection = established;
        established.carry(this, request.method().equals(HttpMethod.HEAD));
        established.write(request);
        if (bodyless) {
            established.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        for (HttpContent content = waitingContent.poll(); content != null; content = waitingContent.poll()) {
            established.write(content);
        }
        established.flush();
        waitingSince = worker.now();
        client.updateReading();
    }

    void connectFailed(BackendState unreachable) {
        if (over) {
            return;
        }
        unreachable.release();
        backend = null;
        tried = tried.isEmpty() ? new HashSet<>() : tried;
        tried.add(unreachable);
        edge.retries().increment();
        route();
    }

    /** Takes a piece of the request's body. */
    void requestContent(HttpContent content) {
        lastActivity = worker.now();
        if (content.decoderResult().isFailure()) {
            content.release();
            refuse(Fault.BAD_REQUEST, null);
            return;
        }
        boolean last = content instanceof LastHttpContent;
        requestEnded |= last;
        BackendConnection to = connection;
        if (over || bodyless) {
            content.release();
        } else if (to == null) {
            waitingContent.add(content);
        } else {
            to.write(content);
            if (last) {
                to.flush();
                waitingSince = lastActivity;
            }
        }
    }

    void tunnelFromClient(ByteBuf piece) {
        lastActivity = worker.now();
        if (connection == null) {
            piece.release();
        } else {
            connection.write(piece);
        }
    }

    void flushBackend() {
        if (connection != null) {
            connection.flush();
        }
    }

    /**
     * Whether more of the request can be taken right now. One that has ended leaves reading on, to see the client go.
     */
    boolean wantsRequest() {
        BackendConnection to = connection;
        if (requestEnded && !tunnel) {
            return true;
        }
        return to == null ? waitingContent.isEmpty() : to.isWritable();
    }

    boolean requestEnded() {
        return requestEnded;
    }

    void answerHead(HttpResponse head) {
        lastActivity = worker.now();
        int code = head.status().code();
        if (code == 101) {
            switchProtocols(head);
        } else if (code < 200) {
            skippingInformational = true;
            client.writer().writeInformational(head);
        } else {
            answerStarted = true;
            record.status(code);
            boolean unframed = !HttpUtil.isTransferEncodingChunked(head) && !HttpUtil.isContentLengthSet(head)
                    && code != 204 && code != 304 && !request.method().equals(HttpMethod.HEAD);
            backendStaysOpen = HttpUtil.isKeepAlive(head) && !unframed;
            ForwardedHeaders.applyToAnswer(head.headers());
            crossing.answer(head.headers(), target, client.secure());
            client.writer().writeHead(head, unframed);
        }
    }

    private void switchProtocols(HttpResponse head) {
        if (upgrade == null) {
            backendGarbled();
            return;
        }
        answerStarted = true;
        tunnel = true;
        record.status(101);
        crossing.answer(head.headers(), target, client.secure());
        client.startTunnel(head);
    }

    void answerContent(HttpContent content) {
        lastActivity = worker.now();
        BackendConnection from = connection;
        if (from == null || skippingInformational || tunnel) {
            content.release();
            if (tunnel && from != null) {
                from.becomeTunnel();
            }
            skippingInformational &= !(content instanceof LastHttpContent);
            return;
        }
        record.addBytes(content.content().readableBytes());
        if (content instanceof LastHttpContent) {
            connection = null;
            client.writer().writeLast(content);
            if (requestEnded && backendStaysOpen && (repeatable || from.isWanted())) {
                from.recycle();
            } else {
                from.close();
            }
            finish(null);
            client.exchangeOver(this);
        } else {
            client.writer().write(content);
            from.setReading(client.isWritable());
        }
    }

    void tunnelFromBackend(ByteBuf piece) {
        lastActivity = worker.now();
        record.addBytes(piece.readableBytes());
        client.writer().write(piece);
        if (connection != null) {
            connection.setReading(client.isWritable());
        }
    }

    void flushClient() {
        client.flush();
    }

    void clientWritabilityChanged() {
        if (connection != null) {
            connection.setReading(client.isWritable());
        }
    }

    void backendWritabilityChanged() {
        client.updateReading();
    }

    void backendClosed() {
        BackendConnection closed = connection;
        connection = null;
        if (over) {
            return;
        }
        if (tunnel) {
            finish(null);
            client.finish();
        } else if (answerStarted) {
            cut(Fault.BACKEND_CUT);
        } else if (reuse && closed != null && closed.wasUsed()) {
            sendAgain();
        } else {
            refuse(Fault.BACKEND_CLOSED, null);
        }
    }

    private void sendAgain() {
        reuse = false;
        skippingInformational = false;
        releaseBackend();
        edge.retries().increment();
        route();
    }

    void backendGarbled() {
        if (answerStarted) {
            cut(Fault.BACKEND_CUT);
        } else {
            refuse(Fault.BACKEND_GARBLED, null);
        }
    }

    /** The client closed its connection, or its stream. */
    void clientGone() {
        if (over) {
            return;
        }
        BackendConnection to = connection;
        connection = null;
        if (to != null && tunnel) {
            to.finish();
        } else if (to != null) {
            to.close();
        }
        if (!answerStarted) {
            record.status(Fault.CLIENT_GONE.status().code());
        }
        finish(tunnel ? null : Fault.CLIENT_GONE);
    }

    /** Enforces the limits on time. */
    void check(long now) {
        Limits limits = edge.limits();
        if (over) {
            return;
        }
        if (heldIn != null) {
            if (now - heldSince > heldFor().toNanos() && heldIn.remove(this)) {
                refuse(Fault.HELD_TOO_LONG, null);
            }
        } else if (connection != null && requestEnded && !answerStarted
                && now - waitingSince > limits.firstByteWithin().toNanos()) {
            refuse(Fault.BACKEND_TIMEOUT, null);
        } else if (now - lastActivity > limits.idle().toNanos()) {
            if (answerStarted) {
                cut(Fault.IDLE);
            } else {
                refuse(Fault.IDLE, null);
            }
        }
    }

    /** What the route in force says: it may have become another hold meanwhile. */
    private Duration heldFor() {
        Routing.Entry entry = edge.routes().routing().find(target.host());
        return entry != null && entry.target() instanceof Route.Target.Hold(var atMost) && atMost != null
                ? atMost
                : edge.limits().heldFor();
    }

    /** Answers in the router's own words. */
    void refuse(Fault fault, @Nullable String detail) {
        if (over) {
            return;
        }
        if (answerStarted) {
            cut(fault);
            return;
        }
        dropBackend();
        record.status(fault.status().code());
        record.addBytes(client.writer().writeError(fault, detail == null ? crossing.detail() : detail, request,
                target.host(), record.requestId(),
                requestEnded));
        finish(fault);
        client.exchangeOver(this);
    }

    /** Ends an answer that cannot be completed so that the client notices. */
    private void cut(Fault fault) {
        dropBackend();
        finish(fault);
        client.abort();
    }

    private void dropBackend() {
        BackendConnection from = connection;
        connection = null;
        if (from != null) {
            from.close();
        }
    }

    private void releaseBackend() {
        if (backend != null) {
            backend.release();
            backend = null;
        }
    }

    private void finish(@Nullable Fault fault) {
        over = true;
        waitingContent.forEach(HttpContent::release);
        waitingContent.clear();
        if (heldIn != null) {
            heldIn.remove(this);
        }
        record.end(fault, backend);
        releaseBackend();
    }
}

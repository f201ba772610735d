package io.stackblaze.server.http;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.javalin.http.Context;
import io.stackblaze.engine.EnvironmentId;
import tools.jackson.databind.JsonNode;

/** A request that is allowed and fits the contract. */
public final class Call {
    private final Context context;
    private final Identity caller;
    private final JsonNode body;
    private final Optional<String> onceKey;

    Call(Context context, Identity caller, JsonNode body, Optional<String> onceKey) {
        this.context = context;
        this.caller = caller;
        this.body = body;
        this.onceKey = onceKey;
    }

    /** Who calls. */
    public Identity caller() {
        return caller;
    }

    /** A part of the path. */
    public String path(String name) {
        return context.pathParam(name);
    }

    /** The environment that the path names. */
    public EnvironmentId environment() {
        return new EnvironmentId(path("project"), path("environment"));
    }

    /** A text of the query. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParam(name));
    }

    /** All texts of one name in the query. */
    public Set<String> queries(String name) {
        return Set.copyOf(context.queryParams(name));
    }

    /** A number of the query. */
    public int query(String name, int otherwise) {
        return query(name).map(Integer::parseInt).orElse(otherwise);
    }

    /** Whether the query has {@code ?name}, {@code ?name=true}. */
    public boolean flag(String name) {
        return query(name).filter(value -> !value.equals("false")).isPresent();
    }

    /** A header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }

    /** The body; a missing node when there is none. */
    public JsonNode body() {
        return body;
    }

    /** A text of the body. */
    public Optional<String> text(String field) {
        return body.path(field).isString() ? Optional.of(body.path(field).stringValue()) : Optional.empty();
    }

    /** A number of the body. */
    public Optional<Integer> number(String field) {
        return body.path(field).isInt() ? Optional.of(body.path(field).intValue()) : Optional.empty();
    }

    /** A list of the body. */
    public List<JsonNode> list(String field) {
        return body.path(field).valueStream().toList();
    }

    /** A body that is no JSON, unread. */
    public InputStream stream() {
        return context.req().getContentLengthLong() == 0 ? InputStream.nullInputStream() : context.bodyInputStream();
    }

    /** Something that is equal for repetitions of this very call, when the caller asked for that. */
    public Optional<String> onceKey() {
        return onceKey;
    }

    /** Scheme and authority that the caller reached us under. */
    public String origin() {
        return context.scheme() + "://" + context.host();
    }
}

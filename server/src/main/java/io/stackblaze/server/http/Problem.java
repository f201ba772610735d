package io.stackblaze.server.http;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** A request that was refused or failed, as RFC 9457 describes it: what happened, why, and what to do next. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String remedy;
    private final transient List<RequestFault> faults;

    /** Kinds of problem, each with its status. */
    public enum Kind {
        /** No token, or one that is not valid. */
        UNAUTHENTICATED(401, "Who are you?"),
        /** The token does not allow it. */
        FORBIDDEN(403, "Not allowed"),
        /** It does not exist. */
        NOT_FOUND(404, "Not found"),
        /** The path exists, the method does not. */
        METHOD_NOT_ALLOWED(405, "No such method here"),
        /** It cannot be now. */
        CONFLICT(409, "Not now"),
        /** The body is too large. */
        TOO_LARGE(413, "Too large"),
        /** The body is of the wrong type. */
        UNSUPPORTED_TYPE(415, "Wrong type of content"),
        /** The Host header is none of ours. */
        MISDIRECTED(421, "Wrong host"),
        /** The request or a file in it is wrong; faults say where. */
        INVALID(422, "Cannot be used as it is"),
        /** A secret that a blueprint declares has no value. */
        MISSING_SECRETS(422, "Secrets have no values"),
        /** Our fault. */
        FAILED(500, "That is our fault"),
        /** The engine is not there. */
        UNREACHABLE(503, "The engine does not answer"),
        /** A disk or another bound is exhausted. */
        EXHAUSTED(507, "Out of space");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** A heading for people. */
        public String title() {
            return title;
        }
    }

    /** A problem without faults. */
    public Problem(Kind kind, String detail, String remedy) {
        this(kind, detail, remedy, List.of());
    }

    /** A problem with the places that are wrong. */
    public Problem(Kind kind, String detail, String remedy, List<RequestFault> faults) {
        super(detail);
        this.kind = kind;
        this.remedy = remedy;
        this.faults = List.copyOf(faults);
    }

    /** One fault in the request. */
    public static Problem invalid(String path, String problem, String remedy) {
        return new Problem(Kind.INVALID, path + " " + problem + ".", remedy,
                List.of(new RequestFault(null, null, null, path, problem, remedy)));
    }

    /** Something that does not exist. */
    public static Problem notFound(String what, String remedy) {
        return new Problem(Kind.NOT_FOUND, what + " does not exist.", remedy);
    }

    /** Which kind it is. */
    public Kind kind() {
        return kind;
    }

    /** What happened and why. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What to do next. */
    public String remedy() {
        return remedy;
    }

    /** The places that are wrong. */
    public List<RequestFault> faults() {
        return faults;
    }

    /** As it is answered. */
    public Body body() {
        return new Body("/problems/" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), kind.title(),
                kind.status(), detail(), remedy.isEmpty() ? null : remedy, faults.isEmpty() ? null : faults);
    }

    /** The document, {@code application/problem+json}. */
    public record Body(String type, String title, int status, String detail, @Nullable String remedy,
            @Nullable List<RequestFault> faults) {}

    /**
     * One place that is wrong.
     *
     * @param file file it is in; null when it is in the request itself
     * @param path where: {@code set[0].name}, {@code services.web.port}
     */
    public record RequestFault(@Nullable String file, @Nullable Integer line, @Nullable Integer column, String path,
            String problem, String remedy) {}
}

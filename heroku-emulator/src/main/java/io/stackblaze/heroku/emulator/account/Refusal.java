package io.stackblaze.heroku.emulator.account;

import java.util.Optional;

/** An answer of Heroku that is a no. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String id;
    private final String resource;

    /**
     * A refusal in Heroku's words.
     *
     * @param status HTTP status
     * @param id Heroku's word for it, as {@code not_found}
     * @param message what people read
     */
    public Refusal(int status, String id, String message) {
        this(status, id, message, "");
    }

    private Refusal(int status, String id, String message, String resource) {
        super(message);
        this.status = status;
        this.id = id;
        this.resource = resource;
    }

    /** There is none of this kind, or none that the caller may see. */
    public static Refusal notFound(String resource) {
        return new Refusal(404, "not_found", "Couldn't find that " + resource + ".", resource);
    }

    /** What was sent cannot be. */
    public static Refusal invalid(String message) {
        return new Refusal(422, "invalid_params", message);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Heroku's word for it. */
    public String id() {
        return id;
    }

    /** What was looked for, when it was not found. */
    public Optional<String> resource() {
        return resource.isEmpty() ? Optional.empty() : Optional.of(resource);
    }

    /** What people read. */
    public String text() {
        return String.valueOf(getMessage());
    }
}

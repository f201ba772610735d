package io.stackblaze.server.dashboard;

/** Something was asked that cannot be; shown to the person who asked. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String title;
    private final String remedy;

    /** What happened and why, and what to do next; {@code status} is the HTTP status it is answered with. */
    public Refusal(int status, String title, String detail, String remedy) {
        super(detail);
        this.status = status;
        this.title = title;
        this.remedy = remedy;
    }

    /** Nothing is at that address. */
    public static Refusal notFound(String what) {
        return new Refusal(404, "There is no such page", what,
                "It may have been destroyed, or the address has a slip.");
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** A few words. */
    public String title() {
        return title;
    }

    /** What to do next; may be empty. */
    public String remedy() {
        return remedy;
    }
}

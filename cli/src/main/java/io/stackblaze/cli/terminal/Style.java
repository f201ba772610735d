package io.stackblaze.cli.terminal;

/**
 * Colours, where they are wanted.
 *
 * @param on whether they are
 */
public record Style(boolean on) {
    /** Headings, names. */
    public String bold(String text) {
        return wrap("1", text);
    }

    /** What may be overlooked. */
    public String dim(String text) {
        return wrap("2", text);
    }

    /** What is well. */
    public String good(String text) {
        return wrap("32", text);
    }

    /** What is under way, or wants a look. */
    public String notable(String text) {
        return wrap("33", text);
    }

    /** What is broken. */
    public String bad(String text) {
        return wrap("31", text);
    }

    /** By its code, for things told apart by colour alone. */
    public String coded(String code, String text) {
        return wrap(code, text);
    }

    private String wrap(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}

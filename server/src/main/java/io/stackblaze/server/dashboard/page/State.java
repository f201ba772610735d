package io.stackblaze.server.dashboard.page;

/** How a thing stands, as a shape, a colour and a word: never by colour alone. */
public enum State {
    /** It does what it should. */
    LIVE("live"),
    /** It is on its way: starting, rolling, running. */
    CHANGING("changing"),
    /** It is broken, or the last try at it was. */
    FAILING("failing"),
    /** It is off because somebody wants it off. */
    STOPPED("stopped"),
    /** Its turn has not come. */
    WAITING("waiting"),
    /** It was finished well. */
    DONE("done");

    private final String word;

    State(String word) {
        this.word = word;
    }

    /** The word shown, and the suffix of the style class. */
    public String word() {
        return word;
    }
}

package io.stackblaze.cli.terminal;

/** One line on standard error that is written over again and again; none where nobody looks. Any thread. */
public final class StatusLine {
    private static final String ERASE = "\r\u001b[K";

    private final Screen screen;
    private boolean shown;

    /** Below what the screen shows. */
    public StatusLine(Screen screen) {
        this.screen = screen;
    }

    /** Shows a line in place of the one before, cut to the width of the terminal. */
    public synchronized void show(String line) {
        if (screen.errIsTerminal()) {
            clear();
            screen.err().print(line.substring(0, Math.min(line.length(), screen.columns() - 1)));
            screen.err().flush();
            shown = true;
        }
    }

    /** Takes it away, so that something else can be printed. */
    public synchronized void clear() {
        if (shown) {
            screen.err().print(ERASE);
            shown = false;
        }
    }
}

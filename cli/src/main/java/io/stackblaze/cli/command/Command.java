package io.stackblaze.cli.command;

import java.io.IOException;

/** A command: how it is written, and what it does. Made anew for each use. */
public interface Command {
    /** Says which options and parameters it takes. */
    void describe(Syntax syntax);

    /**
     * Does it.
     *
     * @return the exit code
     * @throws Failure when it cannot be done
     * @throws IOException when this machine's files or processes fail in a way nobody foresaw
     */
    int run(Call call) throws Failure, IOException, InterruptedException;
}

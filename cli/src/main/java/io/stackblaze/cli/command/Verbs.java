package io.stackblaze.cli.command;

/** A noun alone, which does nothing but show its verbs. */
public final class Verbs implements Command {
    @Override
    public void describe(Syntax syntax) {}

    @Override
    public int run(Call call) {
        throw new IllegalStateException("the command line shows the help instead");
    }
}

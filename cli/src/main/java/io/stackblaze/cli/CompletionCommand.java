package io.stackblaze.cli;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import picocli.AutoComplete;

/** Prints a script that completes commands and options with the tab key. */
final class CompletionCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.words("[SHELL]", "0..1", "bash or zsh; bash without it.").note(
                "For this shell:  source <(stackblaze completion)",
                "For good:        stackblaze completion > ~/.local/share/bash-completion/completions/stackblaze");
    }

    @Override
    public int run(Call call) throws Failure {
        var shell = call.word().orElse("bash");
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw Failure.of("There is no completion for " + shell + ".", "There is for bash and zsh.");
        }
        var root = CommandLine.specification();
        if (shell.equals("zsh")) {
            call.screen().result("autoload -U +X bashcompinit && bashcompinit");
        }
        call.screen().result(AutoComplete.bash("stackblaze", new picocli.CommandLine(root)));
        return 0;
    }
}

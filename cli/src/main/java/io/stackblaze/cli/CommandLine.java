package io.stackblaze.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.command.Entry;
import io.stackblaze.cli.command.Exit;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.command.Verbs;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Finds the command that was typed, runs it, and tells what went wrong in words. */
public final class CommandLine {
    private static final int WIDTH = 100;
    private final Context context;

    /** A command line in that world. */
    public CommandLine(Context context) {
        this.context = context;
    }

    /** Runs one command; the exit code. */
    public int run(String... arguments) {
        try {
            return dispatch(Heroku.translate(List.of(arguments)));
        } catch (ParameterException e) {
            return misspelled(e);
        } catch (Failure e) {
            return tell(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return tell(Failure.of("The command was interrupted."));
        } catch (IOException e) {
            return tell(Failure.of("This machine did not play along: " + reason(e) + ".", "stackblaze doctor"));
        } catch (RuntimeException e) {
            return tell(Failure.of("StackBlaze itself is at fault here: " + e + Fault.keep(e, context),
                    "Please report it, with what you typed and what stackblaze version says."));
        } finally {
            context.screen().out().flush();
            context.screen().err().flush();
        }
    }

    private int dispatch(List<String> arguments) throws Failure, IOException, InterruptedException {
        var entry = arguments.isEmpty() ? Optional.<Entry>empty() : Catalog.find(arguments.getFirst());
        var line = new picocli.CommandLine(entry.isPresent() ? specification(entry.get()) : outline());
        var typed = line.parseArgs(arguments.toArray(String[]::new));
        var innermost = typed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        var spec = innermost.commandSpec();
        if (typed.hasMatchedOption("--version")) {
            return new VersionCommand().run(new Call(typed, context));
        }
        if (!typed.hasSubcommand() || innermost.isUsageHelpRequested() || spec.userObject() instanceof Verbs) {
            context.screen().out().print(usage(spec));
            return Exit.OK.code();
        }
        return ((Command) spec.userObject()).run(new Call(innermost, context));
    }

    /** All commands in full, for those who need to know them all. */
    static CommandSpec specification() {
        var root = root();
        Catalog.all().forEach(entry -> add(root, entry, true));
        return root;
    }

    /** One command in full: describing all takes longer than most commands run. */
    private static CommandSpec specification(Entry entry) {
        var root = root();
        add(root, entry, true);
        return root;
    }

    /** All commands by name, for help and for what was misspelled. */
    private static CommandSpec outline() {
        var root = root();
        Catalog.all().forEach(entry -> add(root, entry, false));
        return root;
    }

    private static CommandSpec root() {
        var root = CommandSpec.create().name("stackblaze");
        root.usageMessage().customSynopsis("Usage: stackblaze COMMAND [OPTIONS]").synopsisHeading("")
                .description("", "Runs your project on your own machine: push, and it runs.")
                .footer("", "Each command explains itself: stackblaze COMMAND --help",
                        "Heroku's spellings work too: config:set, ps:scale, logs -t, releases:rollback...")
                .sectionKeys(List.of("synopsis", "description", "commandList", "footer")).autoWidth(false).width(WIDTH);
        root.usageMessage().sectionMap().put("commandList", help -> Catalog.help());
        root.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this help.").build());
        root.addOption(OptionSpec.builder("-V", "--version").type(boolean.class).arity("0")
                .description("Shows the version.").build());
        return root;
    }

    private static void add(CommandSpec parent, Entry entry, boolean full) {
        var command = entry.command().get();
        var spec = CommandSpec.wrapWithoutInspection(command).name(entry.name())
                .aliases(entry.aliases().toArray(String[]::new));
        spec.usageMessage().descriptionHeading("%n").description(entry.summary()).synopsisHeading("Usage: ")
                .optionListHeading("%nOptions:%n")
                .parameterListHeading("%n").commandListHeading("%nCommands:%n").sortOptions(false)
                .sortSynopsis(false).autoWidth(false).width(WIDTH);
        if (full) {
            var syntax = new Syntax(spec);
            command.describe(syntax);
            syntax.common();
            entry.verbs().forEach(verb -> add(spec, verb, true));
        }
        parent.addSubcommand(entry.name(), spec);
    }

    private static String usage(CommandSpec spec) {
        var text = new StringWriter();
        spec.commandLine().usage(new PrintWriter(text), Ansi.OFF);
        return text.toString();
    }

    private int misspelled(ParameterException e) {
        var name = e.getCommandLine().getCommandSpec().qualifiedName();
        var remedies = new ArrayList<String>();
        var message = String.valueOf(e.getMessage()).replace("is not an int", "is no whole number") + ".";
        if (e instanceof UnmatchedArgumentException unmatched) {
            var word = unmatched.getUnmatched().getFirst();
            message = word.startsWith("-")
                    ? "'" + name + "' knows no option " + word + "."
                    : "There is no command '" + name + " " + word + "'.";
            suggestions(unmatched, word).forEach(similar -> remedies.add("Did you mean: " + similar));
        } else if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
            message = "'" + name + "' needs: "
                    + missing.getMissing().stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" "));
        }
        remedies.add("All there is: " + name + " --help");
        return tell(Failure.of(message, remedies.toArray(String[]::new)));
    }

    private static List<String> suggestions(UnmatchedArgumentException unmatched, String word) {
        var known = new ArrayList<String>();
        var spec = unmatched.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            known.addAll(spec.optionsMap().keySet());
        } else {
            known.addAll(spec.subcommands().keySet());
            if (spec.parent() == null) {
                known.addAll(Heroku.spellings());
            }
        }
        return Similar.to(word, known);
    }

    private int tell(Failure failure) {
        var screen = context.screen();
        var style = screen.errorStyle();
        screen.note(style.bad("Error: ") + failure.message());
        failure.lines().forEach(line -> screen.note("  " + line));
        failure.remedies().forEach(remedy -> screen.note(style.dim("  > ") + remedy));
        return failure.exit().code();
    }

    private static String reason(IOException e) {
        var message = String.valueOf(e.getMessage()).replace("is not an int", "is no whole number") + ".";
        return switch (e) {
            case java.nio.file.NoSuchFileException missing -> message + " is not there";
            case java.nio.file.AccessDeniedException denied -> message + " may not be read or written";
            default -> message;
        };
    }
}

package io.stackblaze.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Describes how one command is written. Built by hand, not by annotations: reading those takes longer than the work.
 */
public final class Syntax {
    private final CommandSpec spec;
    private boolean environment;

    /** Describes {@code spec}. */
    public Syntax(CommandSpec spec) {
        this.spec = spec;
    }

    /** The command works on one environment. */
    public Syntax environment() {
        environment = true;
        return this;
    }

    /** What every command knows, behind its own options. */
    public void common() {
        if (environment) {
            option("NAME", "Project; by default that of the nearest blueprint.yaml.", "-p", "--project", "-a", "--app");
            option("NAME", "Environment; production by default.", "-e", "--environment");
        }
        flag("Prints the answer as JSON.", "--json");
        option("FOLDER", "Folder of everything; $STACKBLAZE_HOME, else ~/.stackblaze.", "--home");
        spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this help.").build());
    }

    /** An option without a value. */
    public Syntax flag(String description, String... names) {
        spec.addOption(
                OptionSpec.builder(names).type(boolean.class).arity("0").description(description).build());
        return this;
    }

    /** An option with a value. */
    public Syntax option(String label, String description, String... names) {
        return option(String.class, label, description, names);
    }

    /** An option that may be given more than once. */
    public Syntax options(String label, String description, String... names) {
        return option(String[].class, label, description, names);
    }

    /** An option whose value is a whole number. */
    public Syntax number(String label, String description, String... names) {
        return option(Integer.class, label, description, names);
    }

    private Syntax option(Class<?> type, String label, String description, String... names) {
        spec.addOption(OptionSpec.builder(names).type(type).arity("1").paramLabel(label)
                .description(description).build());
        return this;
    }

    /** Words without a dash, as many as {@code arity} says: {@code 1}, {@code 0..1}, {@code 1..*}. */
    public Syntax words(String label, String arity, String description) {
        spec.addPositional(PositionalParamSpec.builder().index("0..*").arity(arity).type(String[].class)
                .required(!arity.startsWith("0"))
                .paramLabel(label).hideParamSyntax(true).description(description).build());
        return this;
    }

    /** Everything after the first word belongs to another program. */
    public Syntax stopAtWord() {
        spec.parser().stopAtPositional(true);
        return this;
    }

    /** Lines under the options: examples, what to know. */
    public Syntax note(String... lines) {
        var footer = new String[lines.length + 1];
        footer[0] = "";
        System.arraycopy(lines, 0, footer, 1, lines.length);
        spec.usageMessage().footer(footer);
        return this;
    }
}

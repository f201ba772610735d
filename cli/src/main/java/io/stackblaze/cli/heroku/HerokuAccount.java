package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Token;

/** The Heroku account that a command reads. */
public final class HerokuAccount {
    /** How to come by one. */
    public static final String EXPORT = "export HEROKU_API_KEY=\"$(heroku auth:token)\"";
    private static final String[] READS = {EXPORT,
            "One that may only read: heroku authorizations:create --scope read-protected --short",
            "Without access: save what heroku prints in a folder, and give --from-dir DIR"};
    private static final long SECONDS = 30;

    private HerokuAccount() {}

    /** A reader with the token of {@code HEROKU_API_KEY}, else of Heroku's own command line, else of a prompt. */
    static HerokuReader open(Call call) throws Failure, IOException, InterruptedException {
        return new HerokuReader(hosts(call), new Token(token(call, READS)), Thread::sleep);
    }

    /** Where Heroku is, by the variables that its own command line knows. */
    public static Hosts hosts(Call call) throws Failure {
        try {
            return Hosts.of(call.context().variables());
        } catch (HerokuException e) {
            throw failure(e);
        }
    }

    /** The token itself, of the same places as {@link #open}'s; for the server, which encrypts it. */
    public static String token(Call call, String... whenMissing) throws Failure, IOException, InterruptedException {
        var text = Optional.ofNullable(call.context().variables().get("HEROKU_API_KEY")).filter(key -> !key.isBlank());
        if (text.isEmpty()) {
            text = fromHeroku(call);
        }
        if (text.isEmpty()) {
            text = call.screen().askSecret("Heroku token (heroku auth:token shows it): ").filter(key -> !key.isBlank());
        }
        try {
            var token = text.orElseThrow(() -> Failure.notAllowed("A token for Heroku is needed.", whenMissing))
                    .strip();
            var _ = new Token(token);
            return token;
        } catch (IllegalArgumentException e) {
            throw Failure.notAllowed("This is no token of Heroku's: " + e.getMessage() + ".",
                    "Look at HEROKU_API_KEY; heroku auth:token shows the right one.");
        }
    }

    /** What {@code heroku auth:token} prints, when that program is there and somebody has signed in. */
    private static Optional<String> fromHeroku(Call call) throws IOException, InterruptedException {
        for (var folder : call.context().variables().getOrDefault("PATH", "").split(":", -1)) {
            var program = Path.of(folder, "heroku");
            if (folder.startsWith("/") && Files.isExecutable(program)) {
                var process = new ProcessBuilder(program.toString(), "auth:token")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
                try {
                    if (process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                        var text = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8)
                                .strip();
                        return Optional.of(text).filter(token -> token.matches("[!-~]{8,300}"));
                    }
                } finally {
                    process.destroyForcibly();
                }
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    static Failure failure(HerokuException e) {
        return switch (e.code()) {
            case UNAUTHORIZED, FORBIDDEN -> Failure.notAllowed(e.message(), e.remedy());
            case UNREACHABLE -> Failure.unreachable(e.message(), e.remedy());
            case NOT_FOUND, REFUSED, RATE_LIMITED, UNAVAILABLE, NOT_HEROKU -> Failure.of(e.message(), e.remedy());
        };
    }
}

package io.stackblaze.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.platform.Platform;
import io.stackblaze.sandbox.Trees;

/**
 * Everything that the demo starts, in a folder and on ports of its own, so that a StackBlaze of the user's is not
 * touched;
 * and the end of all of it.
 */
final class Stage implements AutoCloseable {
    private static final Duration DESTROY = Duration.ofSeconds(40);
    private static final Duration LEFTOVERS = Duration.ofSeconds(5);

    private final Call call;
    private final Path folder;
    private final int port;
    private final Target target;
    private final EmulatedAccount heroku;

    private Stage(Call call, Path folder, int port, Target target, EmulatedAccount heroku) {
        this.call = call;
        this.folder = folder;
        this.port = port;
        this.target = target;
        this.heroku = heroku;
    }

    /** Starts both sides at the same time. */
    static Stage set(Call typed) throws Failure, IOException, InterruptedException {
        var folder = typed.option("--home").isPresent()
                ? typed.context().directory().resolve(typed.option("--home").orElse("")).normalize()
                : Files.createTempDirectory("stackblaze-demo-");
        if (typed.option("--home").isPresent() && Files.exists(folder.resolve("token"))) {
            throw Failure.of(folder + " is the home of a StackBlaze already.",
                    "Leave --home out, or name a new folder.");
        }
        int port = freePort();
        var call = typed.in(world(typed.context(), folder, port, freePort()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Files.createDirectories(folder.resolve("binaries"));
            var emulator = threads
                    .submit((Callable<EmulatedAccount>) () -> EmulatedAccount.start(call.context(), folder,
                            folder.resolve("binaries")));
            try {
                Platform.of(call).start();
                var heroku = emulator.get();
                return new Stage(call, folder, port, new Target(heroku.app(), "production"), heroku);
            } catch (ExecutionException e) {
                Platform.of(call).stop();
                throw e.getCause() instanceof Failure failure ? failure : Failure.of(String.valueOf(e.getCause()));
            } catch (Failure | IOException | InterruptedException e) {
                emulator.cancel(true);
                Platform.of(call).stop();
                throw e;
            }
        }
    }

    private static Context world(Context context, Path folder, int http, int api) {
        var variables = new HashMap<>(context.variables());
        variables.remove("STACKBLAZE_URL");
        variables.remove("STACKBLAZE_TOKEN");
        variables.put("STACKBLAZE_HOME", folder.toString());
        variables.put("STACKBLAZE_HTTP_PORT", Integer.toString(http));
        variables.put("STACKBLAZE_API_PORT", Integer.toString(api));
        return new Context(context.screen(), variables, context.directory(), context.launcher(), context.build(),
                context.clock());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The command, in the world of the demo. */
    Call call() {
        return call;
    }

    Api api() throws Failure {
        return Connection.of(call);
    }

    /** Where the app goes. */
    Target target() {
        return target;
    }

    EmulatedAccount heroku() {
        return heroku;
    }

    /** Port of the edge. */
    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    /** Ends all of it, whatever state it is in, and deletes the folder. */
    @Override
    public void close() {
        try {
            destroy();
            Platform.of(call).stop();
        } catch (Failure | IOException e) {
            call.screen().note("Not everything ended by itself: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heroku.close();
        endLeftovers();
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            call.screen().note("The folder " + folder + " could not be deleted: " + e.getMessage());
        }
    }

    private void destroy() throws InterruptedException {
        try {
            var api = api();
            var operation = api.delete("/api/v1/projects/" + Target.encode(target.project()),
                    Json.object().put("confirm", target.project()));
            var until = System.nanoTime() + DESTROY.toNanos();
            while (System.nanoTime() < until) {
                var state = Json.text(api.get("/api/v1/operations/" + Json.text(operation, "id")), "state");
                if (state.equals("succeeded") || state.equals("failed") || state.equals("cancelled")) {
                    return;
                }
                Thread.sleep(100);
            }
        } catch (Failure e) {
            // There is no project yet, or no server any more; what is left is ended below.
        }
    }

    /** Whatever was started below the folder of the demo, which nothing else uses, and still runs. */
    private void endLeftovers() {
        var mine = folder + "/";
        ProcessHandle.allProcesses().filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().filter(line -> line.contains(mine)).isPresent())
                .forEach(process -> {
                    process.destroy();
                    try {
                        process.onExit().get(LEFTOVERS.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (ExecutionException | TimeoutException e) {
                        process.destroyForcibly();
                    }
                });
    }
}

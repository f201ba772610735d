import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the measurement that {@code bench/router} describes. The proxies take turns, so that whatever else the machine does hits all
 * of them; what is reported is the median, with the smallest and the largest of the rounds.
 */
public final class RouterBench {
    private static final int COLD_SECONDS = 10;
    private static final int COLD_ROUNDS = 3;
    /** Those that {@code bin/stackblaze} starts the node with. */
    private static final List<String> NODE_FLAGS = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xss512k", "-Xms24m",
            "-XX:MinHeapFreeRatio=20", "-XX:MaxHeapFreeRatio=40", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-Xmn20m", "-Xmx128m");
    private static final String BODY = "x".repeat(1024);
    private static final Pattern FIGURE = Pattern.compile("([0-9.]+)(us|ms|s|m)");

    /** One process that answers on a port. */
    private record Server(String name, int port, Process process) {
        /** CPU time of the process and its children so far, microseconds. */
        double cpuMicros() {
            return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .mapToDouble(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e3).sum();
        }

        long rssKilobytes() {
            return Stream.concat(Stream.of(process.toHandle()), process.descendants()).mapToLong(each -> {
                try {
                    return Files.readAllLines(Path.of("/proc/" + each.pid() + "/status")).stream()
                            .filter(line -> line.startsWith("VmRSS:")).findFirst()
                            .map(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).orElse(0L);
                } catch (IOException gone) {
                    return 0;
                }
            }).sum();
        }
    }

    /** What wrk saw, and what it cost the server. Latencies in milliseconds, CPU in microseconds a request. */
    private record Run(double perSecond, double p50, double p99, double cpu, long failed) {}

    private final String java;
    private final String classpath;
    private final Path work;
    private final int rounds;
    private final int seconds;
    private final int connections;
    private final int warmUp;
    private final List<Process> started = new ArrayList<>();

    private RouterBench(String java, String classpath, Path work, Map<String, Integer> options) {
        this.java = java;
        this.classpath = classpath;
        this.work = work;
        this.rounds = options.get("--rounds");
        this.seconds = options.get("--seconds");
        this.connections = options.get("--connections");
        this.warmUp = options.get("--warm-up");
    }

    /** Arguments: java, the router's class path, a folder to work in, then the options. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> options = new LinkedHashMap<>(
                Map.of("--rounds", 5, "--seconds", 10, "--connections", 32, "--warm-up", 30));
        for (int i = 3; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i]) || i + 1 == arguments.length || !arguments[i + 1].matches("[1-9][0-9]{0,3}")) {
                System.err.println("bench/router: " + arguments[i] + " is no option with a number; see --help");
                System.exit(1);
            }
            options.put(arguments[i], Integer.parseInt(arguments[i + 1]));
        }
        var bench = new RouterBench(arguments[0], arguments[1], Path.of(arguments[2]), options);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::stopAll));
        bench.run();
    }

    private void run() throws IOException, InterruptedException {
        int backend = freePort();
        start("backend", backend, nginx("backend", backend, """
                location / { default_type text/plain; return 200 "%s"; }""".formatted(BODY), "", 1));
        describeMachine();
        firstSeconds(backend);
        Map<String, Server> servers = proxies(backend);
        servers.put("backend alone", new Server("backend alone", backend, started.getFirst()));
        progress("warming up");
        for (Server server : servers.values()) {
            wrk(server, warmUp, connections, null);
        }
        double capacity = fullLoad(servers);
        halfLoad(servers, capacity / 2);
        System.out.println("\nResident memory after all of it: " + String.join(", ", servers.values().stream()
                .filter(server -> server.port() != backend)
                .map(server -> "%s %d MiB".formatted(server.name(), server.rssKilobytes() / 1024)).toList()) + ".");
    }

    private Map<String, Server> proxies(int backend) throws IOException, InterruptedException {
        Map<String, Server> servers = new LinkedHashMap<>();
        for (String name : List.of("stackblaze", "nginx", "caddy")) {
            servers.put(name, startProxy(name, backend));
        }
        return servers;
    }

    private Server startProxy(String name, int backend) throws IOException, InterruptedException {
        int port = freePort();
        return start(name, port, switch (name) {
            case "stackblaze" -> Stream.concat(Stream.of(java), Stream.concat(NODE_FLAGS.stream(), Stream.of("-cp", classpath,
                    "RouterProcess", Integer.toString(port), Integer.toString(backend)))).toList();
            case "nginx" -> nginx("proxy", port, """
                    location / {
                        proxy_pass http://backend;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                        proxy_set_header X-Forwarded-Proto $scheme;
                        proxy_set_header X-Forwarded-Port $server_port;
                        proxy_set_header X-Forwarded-Host $http_host;
                        proxy_set_header X-Request-Id $request_id;
                        proxy_set_header X-Request-Start $msec;
                    }""", "upstream backend { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }".formatted(backend),
                    Runtime.getRuntime().availableProcessors());
            default -> caddy(port, backend);
        });
    }

    private List<String> nginx(String name, int port, String location, String upstream, int workers) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name + "-" + port));
        Path file = Files.writeString(folder.resolve("nginx.conf"), """
                worker_processes %d; daemon off; pid %s/pid; error_log %s/error.log;
                events { worker_connections 4096; }
                http {
                    access_log off; keepalive_requests 100000000; keepalive_timeout 600s;
                    client_body_temp_path %3$s; proxy_temp_path %3$s; fastcgi_temp_path %3$s; uwsgi_temp_path %3$s; scgi_temp_path %3$s;
                    %s
                    server { listen 127.0.0.1:%d; %s }
                }
                """.formatted(workers, folder, folder, upstream, port, location));
        return List.of("nginx", "-p", folder.toString(), "-e", folder.resolve("error.log").toString(), "-c", file.toString());
    }

    private List<String> caddy(int port, int backend) throws IOException {
        Path file = Files.writeString(work.resolve("Caddyfile-" + port), """
                {
                    admin off
                    auto_https off
                }
                http://127.0.0.1:%d {
                    bind 127.0.0.1
                    reverse_proxy 127.0.0.1:%d {
                        transport http {
                            keepalive_idle_conns_per_host 64
                        }
                    }
                }
                """.formatted(port, backend));
        return List.of("caddy", "run", "--adapter", "caddyfile", "--config", file.toString());
    }

    private Server start(String name, int port, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(work.resolve(name + "-" + port + ".log").toFile());
        builder.environment().put("XDG_DATA_HOME", work.toString());
        builder.environment().put("XDG_CONFIG_HOME", work.toString());
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        Process process = builder.start();
        started.add(process);
        awaitAnswer(name, port, process);
        return new Server(name, port, process);
    }

    private void awaitAnswer(String name, int port, Process process) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(5)).build();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < deadline && process.isAlive()) {
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    Thread.sleep(20);
                }
            }
        }
        throw new IOException(name + " does not answer: " + Files.readString(work.resolve(name + "-" + port + ".log")));
    }

    private void stop(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor();
        started.remove(process);
    }

    private void stopAll() {
        started.forEach(Process::destroy);
    }

    private void firstSeconds(int backend) throws IOException, InterruptedException {
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 0; round < COLD_ROUNDS; round++) {
            progress("first seconds, round " + (round + 1) + " of " + COLD_ROUNDS);
            for (String name : List.of("stackblaze", "nginx", "caddy")) {
                Server server = startProxy(name, backend);
                runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(wrk(server, COLD_SECONDS, connections, null));
                stop(server.process());
            }
        }
        table("The first %d seconds of a fresh process".formatted(COLD_SECONDS), runs);
    }

    /** Returns the router's median requests per second. */
    private double fullLoad(Map<String, Server> servers) throws IOException, InterruptedException {
        Map<String, List<Run>> runs = takeTurns(servers, "full load", connections, null);
        table("After warm-up, as fast as it goes, %d connections".formatted(connections), runs);
        return median(runs.get("stackblaze"), Run::perSecond);
    }

    private void halfLoad(Map<String, Server> servers, double perSecond) throws IOException, InterruptedException {
        int many = connections * 4;
        long pause = Math.max(1, Math.round(many * 1000 / perSecond - 1));
        Path script = Files.writeString(work.resolve("pause.lua"),
                "math.randomseed(7)\nfunction delay() return math.random(0, %d) end\n".formatted(2 * pause));
        Map<String, List<Run>> runs = takeTurns(servers, "half load", many, script);
        table("At half the router's load, %d connections that pause".formatted(many), runs);
        double p50 = median(runs.get("backend alone"), Run::p50);
        double p99 = median(runs.get("backend alone"), Run::p99);
        for (String name : List.of("stackblaze", "nginx", "caddy")) {
            System.out.printf(Locale.ROOT, "Added by %s: p50 %.2f ms, p99 %.2f ms.%n", name,
                    median(runs.get(name), Run::p50) - p50, median(runs.get(name), Run::p99) - p99);
        }
    }

    private Map<String, List<Run>> takeTurns(Map<String, Server> servers, String what, int many, Path script)
            throws IOException, InterruptedException {
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        List<String> order = new ArrayList<>(servers.keySet());
        for (int round = 0; round < rounds; round++) {
            progress(what + ", round " + (round + 1) + " of " + rounds);
            for (String name : order) {
                runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(wrk(servers.get(name), seconds, many, script));
            }
            Collections.rotate(order, 1);
        }
        return runs;
    }

    private Run wrk(Server server, int duration, int many, Path script) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + many, "-d" + duration + "s", "--latency"));
        if (script != null) {
            command.addAll(List.of("-s", script.toString()));
        }
        command.add("http://127.0.0.1:" + server.port() + "/");
        double cpu = server.cpuMicros();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String report = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        double requests = Math.max(1, number(report, "([0-9]+) requests in"));
        long failed = Math.round(number(report, "Non-2xx or 3xx responses: ([0-9]+)"));
        Matcher errors = Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)").matcher(report);
        if (errors.find()) {
            failed += Stream.of(1, 2, 3, 4).mapToLong(group -> Long.parseLong(errors.group(group))).sum();
        }
        return new Run(number(report, "Requests/sec:\\s+([0-9.]+)"), latency(report, "50%"), latency(report, "99%"),
                (server.cpuMicros() - cpu) / requests, failed);
    }

    private static double number(String report, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(report);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private static double latency(String report, String share) {
        Matcher matcher = Pattern.compile(share + "\\s+" + FIGURE.pattern()).matcher(report);
        if (!matcher.find()) {
            return Double.NaN;
        }
        double unit = switch (matcher.group(2)) {
            case "us" -> 1e-3;
            case "s" -> 1e3;
            case "m" -> 6e4;
            default -> 1;
        };
        return Double.parseDouble(matcher.group(1)) * unit;
    }

    private static void table(String title, Map<String, List<Run>> runs) {
        System.out.printf("%n**%s** (median of %d rounds; smallest to largest)%n%n", title,
                runs.values().iterator().next().size());
        System.out.println("| | requests/s | x nginx | p50 ms | p99 ms | CPU us/request | failed |");
        System.out.println("|---|---|---|---|---|---|---|");
        double nginx = median(runs.get("nginx"), Run::perSecond);
        runs.forEach((name, each) -> System.out.printf(Locale.ROOT, "| %s | %s | %.2f | %s | %s | %s | %d |%n", name,
                spread(each, Run::perSecond, "%.0f"), median(each, Run::perSecond) / nginx, spread(each, Run::p50, "%.2f"),
                spread(each, Run::p99, "%.2f"), spread(each, Run::cpu, "%.1f"), each.stream().mapToLong(Run::failed).sum()));
    }

    private static String spread(List<Run> runs, ToDoubleFunction<Run> figure, String format) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median(runs, figure), sorted[0],
                sorted[sorted.length - 1]);
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).toArray();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private void describeMachine() throws IOException, InterruptedException {
        String cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .findFirst().map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown CPU");
        System.out.printf("Machine: %d x %s, Linux %s; load before: %s%n", Runtime.getRuntime().availableProcessors(), cpu,
                System.getProperty("os.version"), Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        System.out.printf("Versions: %s; Caddy %s; %s; Java %s%n", output("nginx", "-v"), output("caddy", "version"),
                output("wrk", "-v"), System.getProperty("java.version"));
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String first = new String(process.getInputStream().readAllBytes()).lines().findFirst().orElse("");
        process.waitFor();
        return first.replaceAll(" Copyright.*| \\[.*", "");
    }

    private static void progress(String step) {
        System.err.println("bench/router: " + step);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

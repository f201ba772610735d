package io.stackblaze.build;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class StaticSiteTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path temp;

    @Test
    void aFolderOfFilesIsServed() throws Exception {
        var project = Project.in(temp.resolve("site")).with("index.html", "<h1>home</h1>")
                .with("about.html", "about").with("docs/index.html", "docs").with("404.html", "lost")
                .with("assets/app.3f2a9c1b.js", "hashed()").with("blueprint.yaml", "name: x")
                .with(".hidden", "no").with("a b.txt", "spaced").with("_redirects", "/old/* /docs/:splat 301\n");

        var build = build(project);
        assertThat(build.processes()).containsEntry("web", "node .stackblaze/serve.mjs .");

        try (var site = new Site(build)) {
            assertThat(site.get("/").body()).isEqualTo("<h1>home</h1>");
            assertThat(site.get("/").headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
            assertThat(site.get("/").headers().firstValue("cache-control")).hasValue("no-cache");
            assertThat(site.get("/about").body()).isEqualTo("about");
            assertThat(site.get("/a%20b.txt?x=1").body()).isEqualTo("spaced");
            assertThat(site.get("/assets/app.3f2a9c1b.js").headers().firstValue("cache-control"))
                    .hasValue("public, max-age=31536000, immutable");
            assertThat(site.get("/docs").headers().firstValue("location")).hasValue("/docs/");
            assertThat(site.get("/docs/").body()).isEqualTo("docs");
            assertThat(site.get("/old/thing").headers().firstValue("location")).hasValue("/docs/thing");
            assertThat(site.get("/nothing").statusCode()).isEqualTo(404);
            assertThat(site.get("/nothing").body()).isEqualTo("lost");
            for (var hidden : new String[]{"/blueprint.yaml", "/.hidden", "/.stackblaze/serve.mjs", "/_redirects"}) {
                assertThat(site.get(hidden).statusCode()).as(hidden).isEqualTo(404);
            }
            for (var hostile : new String[]{"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
                    "//etc/passwd", "/%00", "/%ff", "/docs%5c..%5c..%5cetc"}) {
                assertThat(site.raw(hostile)).as(hostile).containsPattern("^HTTP/1.1 (404|400|301)")
                        .doesNotContain("root:");
            }
            var tag = site.get("/").headers().firstValue("etag").orElseThrow();
            assertThat(site.get("/", "If-None-Match", tag).statusCode()).isEqualTo(304);
        }
    }

    @Test
    void whatAGeneratorWritesIsServed() throws Exception {
        var project = Project.in(temp.resolve("site"))
                .with("package.json", "{\"scripts\": {\"build\": \"mkdir -p dist && cp page.html dist/index.html\"}}")
                .with("page.html", "generated").with("index.html", "template");

        var build = build(project);

        assertThat(build.processes()).containsEntry("web", "node .stackblaze/serve.mjs dist");
        try (var site = new Site(build)) {
            assertThat(site.get("/").body()).isEqualTo("generated");
        }
    }

    @Test
    void aProcfileGoesBeforeASite() throws Exception {
        var project = Project.in(temp.resolve("site")).with("index.html", "x").with("Procfile", "web: ./serve\n");

        assertThat(build(project).processes()).containsExactly(Map.entry("web", "./serve"));
    }

    private Build build(Project project) throws Exception {
        return Builder.open(temp.resolve("store")).build(project.request(), new RecordedLog());
    }

    /** A build's web process. */
    private final class Site implements AutoCloseable {
        private final Process process;
        private final int port;

        Site(Build build) throws IOException {
            try (var free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            process = Running.start(build, port, build.processes().getOrDefault("web", "").split(" "));
            var line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(line).startsWith("Serving ");
        }

        HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        /** As it is, however wrong. */
        String raw(String path) throws IOException {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}

package io.stackblaze.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.sun.net.httpserver.HttpServer;

/** A Python package index on loopback, with packages that a test writes. */
final class WheelIndex implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> wheels = new ConcurrentHashMap<>();
    private final AtomicInteger downloads = new AtomicInteger();

    WheelIndex() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            var body = path.startsWith("/simple/") ? page(path.split("/")[2]) : wheels.get(path.substring(1));
            downloads.addAndGet(path.endsWith(".whl") ? 1 : 0);
            exchange.getResponseHeaders().add("Content-Type", path.endsWith(".whl") ? "application/zip" : "text/html");
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/simple";
    }

    int downloads() {
        return downloads.get();
    }

    /** Adds a package of one module, and a program of its name that prints its version. */
    byte[] add(String name, String version) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var info = name + "-" + version + ".dist-info/";
        try (var zip = new ZipOutputStream(bytes)) {
            entry(zip, name + ".py", "VERSION = '" + version + "'\ndef main():\n    print(VERSION)\n");
            entry(zip, info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
            entry(zip, info + "WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            entry(zip, info + "entry_points.txt", "[console_scripts]\n" + name + " = " + name + ":main\n");
            entry(zip, info + "RECORD", "");
        }
        wheels.put(name + "-" + version + "-py3-none-any.whl", bytes.toByteArray());
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private byte[] page(String name) {
        var links = new StringBuilder("<!DOCTYPE html><html><body>");
        wheels.keySet().stream().filter(wheel -> wheel.startsWith(name + "-"))
                .forEach(wheel -> links.append("<a href=\"/" + wheel + "\">" + wheel + "</a>"));
        return links.append("</body></html>").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

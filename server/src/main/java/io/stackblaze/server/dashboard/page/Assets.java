package io.stackblaze.server.dashboard.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Scripts, styles and the font, each under an address that names its content, so that browsers may keep it for good.
 * Read once, from the class path; safe for use by many threads.
 */
public final class Assets {
    private static final String OWN = "io/stackblaze/server/dashboard/";
    private static final String WEBJARS = "META-INF/resources/webjars/";
    private static final String PREFIX = "/assets/";
    private static final int HASH_DIGITS = 16;

    private final Map<String, Asset> byAddress = new LinkedHashMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();

    /** One file as it is served. */
    public static final class Asset {
        private final String contentType;
        private final byte[] bytes;

        private Asset(String contentType, byte[] bytes) {
            this.contentType = contentType;
            this.bytes = bytes;
        }

        /** Its media type. */
        public String contentType() {
            return contentType;
        }

        /** Its content, from the start. */
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Reads all files; fails when one is not on the class path. */
    public Assets() {
        add("recursive.woff2", "font/woff2", read(OWN + "recursive.woff2"));
        add("mark.svg", "image/svg+xml", read(OWN + "mark.svg"));
        add("dashboard.css", "text/css; charset=utf-8", withAddresses(read(OWN + "dashboard.css")));
        add("migration.css", "text/css; charset=utf-8", read(OWN + "migration.css"));
        for (var script : new String[]{"theme.js", "page.js", "map.js", "log.js", "figures.js", "migration.js"}) {
            add(script, "text/javascript; charset=utf-8", read(OWN + script));
        }
        add("htmx.js", "text/javascript; charset=utf-8", read(webjar("htmx.org", "dist/htmx.min.js")));
        add("sse.js", "text/javascript; charset=utf-8", read(webjar("htmx-ext-sse", "sse.js")));
        add("uplot.js", "text/javascript; charset=utf-8", read(webjar("uplot", "dist/uPlot.iife.min.js")));
        add("uplot.css", "text/css; charset=utf-8", read(webjar("uplot", "dist/uPlot.min.css")));
    }

    /** The address of a file, such as {@code /assets/page.1a2b3c4d5e6f7a8b.js}. */
    public String url(String name) {
        var address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("no asset is called " + name);
        }
        return address;
    }

    /** The file at an address. */
    public Optional<Asset> at(String address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    private void add(String name, String contentType, byte[] bytes) {
        var dot = name.lastIndexOf('.');
        var address = PREFIX + name.substring(0, dot) + "." + hash(bytes) + name.substring(dot);
        addresses.put(name, address);
        byAddress.put(address, new Asset(contentType, bytes));
    }

    /** Style sheets name files plainly; here they get the addresses of those already added. */
    private byte[] withAddresses(byte[] css) {
        var text = new String(css, StandardCharsets.UTF_8);
        for (var entry : addresses.entrySet()) {
            text = text.replace("url(\"" + entry.getKey() + "\")", "url(\"" + entry.getValue() + "\")");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A webjar's folder carries its version, which its Maven properties name. */
    private static String webjar(String artifact, String file) {
        var properties = new Properties();
        var name = "META-INF/maven/org.webjars.npm/" + artifact + "/pom.properties";
        try (var in = Assets.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return WEBJARS + artifact + "/" + properties.getProperty("version") + "/" + file;
    }

    private static byte[] read(String resource) {
        try (var in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

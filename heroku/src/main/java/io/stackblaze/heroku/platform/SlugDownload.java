package io.stackblaze.heroku.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;

import io.stackblaze.heroku.platform.HerokuException.Code;

/** Fetches what Heroku built of an app: a tarball whose one folder is {@code ./app}. */
public final class SlugDownload {
    private static final long LARGEST = 1L << 30;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private SlugDownload() {}

    /**
     * Fetches a slug, and checks that it is whole.
     *
     * @param app id of the app
     * @param slug id of the slug
     * @param file where it is written; replaced only by one that is whole
     */
    public static void fetch(HerokuReader heroku, String app, String slug, Path file)
            throws HerokuException, IOException, InterruptedException {
        var described = heroku.get(Question.of("/apps/" + app + "/slugs/" + slug));
        var address = described.path("blob").path("url").asString("");
        var wanted = described.path("checksum").asString("").toUpperCase(Locale.ROOT);
        var part = Files.createTempFile(file.toAbsolutePath().getParent(), "slug", ".part");
        try {
            var sum = copy(address, part);
            if (wanted.startsWith("SHA256:") && !wanted.equals("SHA256:" + sum.toUpperCase(Locale.ROOT))) {
                throw new HerokuException(Code.UNAVAILABLE, "The slug that came is not the one that Heroku describes.",
                        "Try again.");
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The address carries its own right to be read; the token does not go there. */
    private static String copy(String address, Path file) throws HerokuException, IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            var answer = client.send(HttpRequest.newBuilder(URI.create(address)).timeout(LONGEST).GET().build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (var in = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new HerokuException(Code.UNAVAILABLE,
                            "The slug cannot be fetched (" + answer.statusCode() + ").", "Try again.");
                }
                var digest = MessageDigest.getInstance("SHA-256");
                try (var out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
                    long left = LARGEST;
                    var buffer = new byte[64 * 1024];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        left -= read;
                        if (left < 0) {
                            throw new HerokuException(Code.REFUSED, "The slug is larger than 1 GiB.",
                                    "Give the repository instead: --repo DIR");
                        }
                        out.write(buffer, 0, read);
                    }
                }
                return HexFormat.of().formatHex(digest.digest());
            }
        } catch (IllegalArgumentException e) {
            throw new HerokuException(Code.NOT_HEROKU, "Heroku gives no address for the slug.",
                    "Give the repository instead: --repo DIR");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

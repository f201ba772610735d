package io.stackblaze.postgres.backup.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A vault in a bucket of S3, or of storage that speaks its protocol. What is put is sent in parts, and is there when
 * all have arrived; of what was cut off, nothing is. Other objects of the bucket are left alone.
 */
public final class S3Vault implements Vault, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Within a minute it must be known that a storage does not answer. */
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofSeconds(40);
    /** Every part but the last must have 5 MiB; there are at most 10,000. */
    private static final int PART = 8 << 20;
    private static final int SAME_SIZE = 1000;
    private static final Duration LOST = Duration.ofDays(2);

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final String shown;

    /** Speaks to a bucket; nothing happens yet. */
    public S3Vault(VaultLocation.Bucket location) {
        this(location, SILENCE);
    }

    S3Vault(VaultLocation.Bucket location, Duration silence) {
        this.bucket = location.bucket();
        this.prefix = location.prefix();
        this.shown = location.toString();
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(silence))
                .region(Region.of(location.region()))
                .credentialsProvider(StaticCredentialsProvider
                        .create(AwsBasicCredentials.create(location.keyId(), location.key().reveal())))
                // Each object carries its own proof; not every storage knows the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(all -> all.apiCallTimeout(LONGEST).retryStrategy(retry -> retry.maxAttempts(2)));
        location.endpoint().ifPresent(endpoint -> builder.endpointOverride(endpoint).forcePathStyle(true));
        this.client = builder.build();
    }

    @Override
    public void put(String name, Content content) throws IOException {
        var upload = new Upload(key(name));
        try {
            content.writeTo(upload);
            upload.finish();
        } catch (SdkException e) {
            throw failed("does not take " + name, e);
        } finally {
            upload.discard();
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        try {
            return client.getObject(request -> request.bucket(bucket).key(key(name)));
        } catch (NoSuchKeyException e) {
            var missing = new NoSuchFileException(shown + name);
            missing.initCause(e);
            throw missing;
        } catch (SdkException e) {
            throw failed("does not give " + name, e);
        }
    }

    @Override
    public List<Entry> list(String below) throws IOException {
        try {
            var found = new ArrayList<Entry>();
            for (var object : client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix + below))
                    .contents()) {
                var name = object.key().substring(prefix.length());
                if (DirectoryVault.isName(name)) {
                    found.add(new Entry(name, object.size(), object.lastModified()));
                }
            }
            found.sort(Comparator.comparing(Entry::name));
            return List.copyOf(found);
        } catch (SdkException e) {
            throw failed("does not list what it keeps", e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            client.deleteObject(request -> request.bucket(bucket).key(key(name)));
        } catch (SdkException e) {
            throw failed("does not delete " + name, e);
        }
    }

    /** Lets go of parts whose sender died, which would be paid for unseen; after two days. */
    public void sweep(Instant now) throws IOException {
        try {
            for (var upload : client.listMultipartUploads(request -> request.bucket(bucket).prefix(prefix)).uploads()) {
                if (upload.initiated().isBefore(now.minus(LOST))) {
                    client.abortMultipartUpload(
                            request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
                }
            }
        } catch (SdkException e) {
            throw failed("does not list what was cut off", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return shown;
    }

    private String key(String name) {
        if (!DirectoryVault.isName(name)) {
            throw new IllegalArgumentException("not a name of an object: " + name);
        }
        return prefix + name;
    }

    private IOException failed(String what, SdkException e) {
        var why = e instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                && refused.awsErrorDetails().errorMessage() != null
                        ? refused.statusCode() + " " + refused.awsErrorDetails().errorMessage()
                        : String.valueOf(e.getMessage());
        return new IOException("The storage " + shown + " " + what + ": " + why, e);
    }

    /** Sends what is written, part by part. */
    private final class Upload extends OutputStream {
        private final String key;
        private final List<CompletedPart> parts = new ArrayList<>();
        private byte[] buffer = new byte[PART];
        private int length;
        private @Nullable String id;
        private boolean done;

        Upload(String key) {
            this.key = key;
        }

        @Override
        public void write(int one) {
            write(new byte[]{(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            var from = offset;
            for (var left = count; left > 0;) {
                if (length == buffer.length) {
                    send();
                }
                var some = Math.min(left, buffer.length - length);
                System.arraycopy(bytes, from, buffer, length, some);
                length += some;
                from += some;
                left -= some;
            }
        }

        void finish() {
            if (id == null) {
                client.putObject(request -> request.bucket(bucket).key(key), body());
            } else {
                send();
                client.completeMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id)
                        .multipartUpload(all -> all.parts(parts)));
            }
            done = true;
        }

        /** What was begun and not finished is taken back; where that fails, the sweep does it. */
        void discard() {
            if (!done && id != null) {
                try {
                    client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id));
                } catch (SdkException _) {
                    done = false;
                }
            }
        }

        private void send() {
            if (id == null) {
                id = client.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
            }
            var number = parts.size() + 1;
            var sent = client.uploadPart(
                    request -> request.bucket(bucket).key(key).uploadId(id).partNumber(number), body());
            parts.add(CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build());
            length = 0;
            if (number % SAME_SIZE == 0) {
                buffer = new byte[buffer.length + PART];
            }
        }

        private RequestBody body() {
            return RequestBody.fromBytes(Arrays.copyOf(buffer, length));
        }
    }
}

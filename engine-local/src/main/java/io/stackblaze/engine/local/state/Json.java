package io.stackblaze.engine.local.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.WorkerSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The engine's records as JSON: on disk and on the control port alike. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(
                    value -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addMixIn(ServiceSpec.class, Services.class).addMixIn(Rollout.class, Rollouts.class)
            .addMixIn(Diversion.class, Diverting.class).build();

    private Json() {}

    /** One line of JSON. */
    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** One line of JSON, as bytes. */
    public static byte[] bytes(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The value that the text stands for.
     *
     * @throws IllegalArgumentException when it does not stand for one; the message says where
     */
    public static <T> T parse(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** Keeps the value in a file, durably. */
    public static void save(Path file, Object value) throws IOException {
        AtomicFile.write(file, bytes(value));
    }

    /** The value a file keeps; empty when there is no such file. */
    public static <T> Optional<T> load(Path file, Class<T> type) throws IOException {
        try {
            return Optional.of(parse(Files.readString(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@JsonSubTypes.Type(value = WebSpec.class, name = "web"),
            @JsonSubTypes.Type(value = WorkerSpec.class, name = "worker"),
            @JsonSubTypes.Type(value = CronSpec.class, name = "cron"),
            @JsonSubTypes.Type(value = PostgresSpec.class, name = "postgres"),
            @JsonSubTypes.Type(value = RedisSpec.class, name = "redis")})
    private interface Services {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@JsonSubTypes.Type(value = Rollout.Rolling.class, name = "rolling"),
            @JsonSubTypes.Type(value = Rollout.Live.class, name = "live"),
            @JsonSubTypes.Type(value = Rollout.Failed.class, name = "failed"),
            @JsonSubTypes.Type(value = Rollout.Stopped.class, name = "stopped")})
    private interface Rollouts {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@JsonSubTypes.Type(value = Diversion.None.class, name = "none"),
            @JsonSubTypes.Type(value = Diversion.Hold.class, name = "hold"),
            @JsonSubTypes.Type(value = Diversion.Outside.class, name = "outside")})
    private interface Diverting {}
}

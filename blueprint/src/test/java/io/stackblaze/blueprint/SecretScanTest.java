package io.stackblaze.blueprint;

import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Values are put together here, so that no scanner takes this file for a leak. */
class SecretScanTest {
    private static final String RANDOM = "q7Xp2Lm9Zt4Vb8Kw3Rc6Ny1Hs5Jd0Fg";

    static Stream<Arguments> secrets() {
        return Stream.of(
                arguments("A", "AKIA" + "IOSFODNN7EXAMPLE", "an AWS access key"),
                arguments("A", "sk_" + "live_" + RANDOM, "a Stripe key"),
                arguments("A", "ghp_" + RANDOM + "abcdef", "a GitHub token"),
                arguments("A", "github_" + "pat_" + RANDOM, "a GitHub token"),
                arguments("A", "glpat" + "-" + RANDOM, "a GitLab token"),
                arguments("A", "xoxb" + "-123456789012-" + RANDOM, "a Slack token"),
                arguments("A", "https://hooks." + "slack.com/services/T0AAAAAAA/B0BBBBBBB/" + RANDOM,
                        "a Slack webhook"),
                arguments("A", "AIza" + RANDOM + "abcd", "a Google key"),
                arguments("A", "HRKU" + "-" + RANDOM, "a Heroku token"),
                arguments("A", "SG." + RANDOM.substring(0, 22) + "." + RANDOM + "abcdefghijk", "a SendGrid key"),
                arguments("A", "npm_" + RANDOM + "abcdef", "an npm token"),
                arguments("A", "sk" + "-proj-" + RANDOM, "an OpenAI or Anthropic key"),
                arguments("A", "eyJ" + RANDOM + ".eyJ" + RANDOM + "." + RANDOM, "a signed token (JWT)"),
                arguments("A", "-----BEGIN RSA " + "PRIVATE KEY-----", "a private key"),
                arguments("A", "postgres://me:" + "hunter22@db.example.com/x", "a URL with a password"),
                arguments("A", "redis://:" + "hunter22@cache.example.com", "a URL with a password"),
                arguments("SESSION_SECRET", RANDOM, "a secret"),
                arguments("SECRET_KEY_BASE", "3f8a1c" + "0d9be72564".repeat(5), "a secret"),
                arguments("API_TOKEN", "0f8fad5b-d9cb-469f-a165-70867728950e", "a secret"),
                arguments("DB_PASSWORD", "hunter" + "22", "a secret"),
                arguments("DJANGO_SECRET_KEY", "django-insecure-a8$k!q#0x^z7&m2", "a secret"));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretIsRefusedWithoutBeingSaid(String name, String value, String what) {
        var fault = Read.serviceFault("env:", "  " + name + ": '" + value + "'");

        assertThat(fault).startsWith("blueprint.yaml:6:" + (name.length() + 9) + ": services.web.env." + name
                + ": The value looks like " + what + ".").endsWith("stackblaze env set --secret " + name)
                .doesNotContain(value).doesNotContain(value.substring(value.length() - 6));
    }

    @Test
    void aSecretIsFoundOutsideOfVariablesToo() {
        var key = "sk_" + "live_" + RANDOM;

        assertThat(Read.serviceFault("start: STRIPE_KEY=" + key + " node x"))
                .contains("5:12: services.web.start: The value"
                        + " looks like a Stripe key.")
                .doesNotContain(RANDOM);
        assertThat(Read.faults(Read.web("port: " + key))).hasSize(2)
                .noneMatch(fault -> fault.toString().contains(RANDOM));
        assertThat(Read.fault(Read.web("# old: " + key)))
                .contains("5:5: This comment holds what looks like a Stripe key.")
                .doesNotContain(RANDOM);
    }

    static Stream<String> placesOfASecret() {
        var key = "ghp_" + RANDOM + "abcdef";
        return Stream.of(Read.web("schedule: " + key), Read.web("env: {" + key + ": x}"),
                Read.web("secret_refs: [" + key + "]"),
                Read.web("domains: [" + key + "]"), Read.web("build: /" + key), Read.web(key + ": x"),
                Read.web("plan: " + key),
                Read.web("env: {A: {from_service: " + key + ", property: " + key + "}}"), "name: *" + key, key + ": [",
                Read.web("type: cron", "schedule: \"" + key + " * * * *\""),
                "name: " + key + "\n" + key + ": x\n" + key + ": y\n",
                "name: shop\nsecrets: [" + key + ", " + key + "]\nservices: {" + key + ": {type: web}}");
    }

    @ParameterizedTest
    @MethodSource("placesOfASecret")
    void noMessageSaysASecretWhereverItStands(String text) {
        assertThat(Read.faults(text)).isNotEmpty().noneMatch(fault -> fault.toString().contains(RANDOM));
    }

    @Test
    void noMessageSaysASecretOfAProcfile() {
        assertThat(Procfile.read("ghp_" + RANDOM + "abcdef\nghp_" + RANDOM + "abcdef:\n")).asString()
                .contains("Invalid")
                .doesNotContain(RANDOM);
    }

    @Test
    void aSecretInAnOverrideIsSaidOnce() {
        assertThat(Read.fault(Read.web("plan: basic") + "environments: {staging: {services: {web: {env: {DB_PASSWORD: "
                + "hunter22}}}}}"))
                .contains("environments.staging.services.web.env.DB_PASSWORD: The value looks like a secret");
    }

    @Test
    void secretsGivenAsAMapAreNotSaid() {
        assertThat(Read.fault("name: shop\nsecrets: [A=hunter22]\nservices: {web: {type: web}}"))
                .contains("This is no name of a secret.").doesNotContain("hunter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NODE_ENV: production", "LOG_LEVEL: info", "API_URL: https://api.example.com/v1",
            "DATABASE_URL: postgres://localhost/shop", "TOKEN_TTL: 3600", "PASSWORD_MIN_LENGTH: 12",
            "API_KEY_HEADER: X-Api-Key", "SECRET_NAME: my-service-account-2024",
            "STRIPE_PUBLISHABLE_KEY: pk_live_abcDEF123456",
            "SSH_KEY_PATH: /etc/keys/id_rsa", "AUTH_PROVIDER: google-oauth2",
            "TOKEN_ISSUER: https://login.example.com/",
            "PRIVATE_KEY_FILE: secrets/app.pem", "CACHE_KEY: shop-products-v2", "PARTITION_KEY: customer_id",
            "JWT_ALGORITHM: RS256", "DB_PASSWORD: $DATABASE_PASSWORD", "SECRET_KEY: change-me", "SORT_KEY: createdAt",
            "WEB: 'https://user:$PASS@example.com'", "GIT_SHA: 9fceb02d0ae598e95dc970b74767f19372d61af8",
            "IMAGE: ghcr.io/acme/shop@sha256:9fceb02d0ae598e95dc970b74767f19372d61af8", "TIME: '12:30@home'",
            "TOKEN_BUCKET: eu-central-1", "PASSWORD_RESET_URL: https://example.com/reset",
            "S3_ACCESS_KEY_ID_PREFIX: shop"})
    void ordinaryValuesPass(String variable) {
        Read.valid(Read.web("env:", "  " + variable));
    }

    @Provide
    Arbitrary<String> ordinary() {
        var word = Arbitraries.of("shop", "api", "eu", "West", "Products", "config", "2024", "v2", "main", "worker3",
                "PROD");
        return word.list().ofMinSize(1).ofMaxSize(6).flatMap(words -> Arbitraries.of("-", "_", "/", ".", ":")
                .map(separator -> String.join(separator, words)));
    }

    @Property
    void wordsAndSmallNumbersAreOrdinaryUnderAnyName(@ForAll("ordinary") String value) {
        assertThat(SecretScan.looksSecret("SESSION_SECRET", value)).isFalse();
        assertThat(SecretShape.in(value)).isEmpty();
    }

    @Provide
    Arbitrary<String> random() {
        return Arbitraries.strings().withCharRange('a', 'z').withCharRange('A', 'Z').withCharRange('0', '9')
                .ofLength(32)
                .filter(text -> text.chars().distinct().count() > 16);
    }

    @Property
    void randomTextIsASecretUnderASecretName(@ForAll("random") String value) {
        assertThat(SecretScan.looksSecret("SESSION_SECRET", value)).isTrue();
    }
}

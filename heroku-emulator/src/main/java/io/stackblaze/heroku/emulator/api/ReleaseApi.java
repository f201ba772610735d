package io.stackblaze.heroku.emulator.api;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.account.Release;
import org.jspecify.annotations.Nullable;

/** Releases, slugs, builds and buildpacks. */
record ReleaseApi(Account account, URI self, Function<Release.Slug, Optional<Path>> folders) {
    void addTo(Routes routes) {
        routes.get("/apps/{app}/releases", request -> releases(find(request)))
                .post("/apps/{app}/releases", this::create)
                .get("/apps/{app}/releases/{release}", this::release)
                .get("/apps/{app}/releases/{release}/config-vars", request -> Answer.ok(
                        find(request).release(request.parameter("release")).config()))
                .get("/apps/{app}/slugs/{slug}", this::slug)
                .get("/apps/{app}/oci-images/{image}", this::image)
                .get("/emulator/slugs/{slug}", this::download)
                .get("/apps/{app}/builds", request -> builds(find(request)))
                .get("/apps/{app}/buildpack-installations", request -> buildpacks(find(request)));
    }

    private App find(Request request) throws Refusal {
        return account.app(request.parameter("app"));
    }

    private Answer releases(App app) {
        return Answer.list(app.releases().stream().map(one -> release(app, one)).toList(), "version", "id");
    }

    private Answer release(Request request) throws Refusal {
        var app = find(request);
        return Answer.ok(release(app, app.release(request.parameter("release"))));
    }

    private Map<String, @Nullable Object> release(App app, Release release) {
        var artifacts = release.slug()
                .map(slug -> List.of(Body.of("type", app.isFir() ? "oci-image" : "slug", "id", slug.id())))
                .orElse(List.of());
        var isCurrent = release.equals(app.release());
        return Body.of("addon_plan_names", release.plans(), "app", References.app(app), "artifacts", artifacts,
                "created_at", release.createdAt(), "current", isCurrent, "description", release.description(),
                "eligible_for_rollback", release.slug().isPresent(), "id", release.id(), "output_stream_url", null,
                "slug", app.isFir() ? null : release.slug().map(slug -> Body.of("id", slug.id())).orElse(null),
                "status", "succeeded", "updated_at", release.createdAt(), "user", References.person(account),
                "version", release.version());
    }

    private Answer create(Request request) throws Refusal {
        var app = find(request);
        var earlier = request.text("release");
        if (earlier.isPresent()) {
            return Answer.created(release(app, app.rollBack(app.release(earlier.get()))));
        }
        return Answer.created(release(app, app.deploy(slug(app, request.required("slug")))));
    }

    private static Release.Slug slug(App app, String id) throws Refusal {
        return app.releases().stream().flatMap(release -> release.slug().stream())
                .filter(slug -> slug.id().toString().equals(id)).findFirst()
                .orElseThrow(() -> Refusal.notFound("slug"));
    }

    private Answer slug(Request request) throws Refusal {
        var app = find(request);
        var slug = slug(app, request.parameter("slug"));
        var blob = Slugs.tarball(slug, folders.apply(slug));
        return Answer.ok(Body.of("blob", Body.of("method", "GET", "url", self + "/emulator/slugs/" + slug.id()),
                "buildpack_provided_description", "Node.js", "checksum", Slugs.checksum(blob), "commit", slug.commit(),
                "commit_description", "Release", "created_at", slug.createdAt(), "deleted_at", null, "id", slug.id(),
                "process_types", slug.processTypes(), "size", blob.length, "stack",
                References.named("stack", slug.stack()), "updated_at", slug.createdAt()));
    }

    private Answer image(Request request) throws Refusal {
        var app = find(request);
        if (!app.isFir()) {
            throw Refusal.notFound("OCI image");
        }
        var slug = slug(app, request.parameter("image"));
        return Answer.ok(Body.of("architecture", "amd64", "base_image_name", "heroku/heroku:24", "base_top_layer",
                "sha256:" + Ids.digits(slug.id(), 32) + Ids.digits(slug.id(), 32), "buildpacks",
                List.of(Body.of("homepage", "https://github.com/heroku/buildpacks-nodejs", "id", "heroku/nodejs",
                        "version", "3.4.1")),
                "commit", slug.commit(), "commit_description", "Release", "created_at", slug.createdAt(),
                "deleted_at", null, "digest", "sha256:" + Ids.digits(slug.id(), 32) + Ids.digits(app.id(), 32), "id",
                slug.id(), "image_repo", "registry.heroku.com/" + app.name(), "process_types",
                imageTypes(slug), "stack", References.named("stack", slug.stack()), "updated_at", slug.createdAt()));
    }

    private static Map<String, @Nullable Object> imageTypes(Release.Slug slug) {
        var result = Body.of();
        slug.processTypes().forEach((type, command) -> result.put(type, Body.of("name", type, "display_cmd", command,
                "command", "/cnb/process/" + type, "working_dir", "/workspace", "default", type.equals("web"))));
        return result;
    }

    private Answer download(Request request) throws Refusal {
        for (App app : account.apps()) {
            var wanted = request.parameter("slug");
            var found = app.releases().stream().flatMap(release -> release.slug().stream())
                    .filter(slug -> slug.id().toString().equals(wanted)).findFirst();
            if (found.isPresent()) {
                return Answer.ok(Slugs.tarball(found.get(), folders.apply(found.get())));
            }
        }
        throw Refusal.notFound("slug");
    }

    private Answer builds(App app) {
        var builds = new ArrayList<Map<String, @Nullable Object>>();
        app.slug().ifPresent(slug -> builds.add(Body.of("app", Body.of("id", app.id()), "buildpacks",
                app.isFir() ? null : installed(app).stream().map(one -> Body.of("url", one, "name", one)).toList(),
                "created_at", slug.createdAt(), "generation", app.described().generation(), "id",
                Ids.of("build", slug.id().toString()), "output_stream_url", "https://build-output.heroku.com/streams/"
                        + slug.id(),
                "release", Body.of("id", app.release().id()), "slug",
                app.isFir() ? null : Body.of("id", slug.id()), "source_blob",
                Body.of("checksum", null, "url", "https://source.example.com/" + slug.commit(), "version",
                        slug.commit(), "version_description", null),
                "stack", slug.stack(), "status", "succeeded", "updated_at", slug.createdAt(), "user",
                References.person(account))));
        return Answer.list(builds, "started_at", "id");
    }

    /** What was really used: those that were set, else what was detected. */
    private static List<String> installed(App app) {
        return app.described().buildpacks().isEmpty()
                ? List.of("https://buildpack-registry.s3.amazonaws.com/buildpacks/heroku/nodejs.tgz")
                : app.described().buildpacks();
    }

    private static Answer buildpacks(App app) {
        var result = new ArrayList<Map<String, @Nullable Object>>();
        for (String name : app.described().buildpacks()) {
            var isOfficial = name.startsWith("heroku/");
            result.add(Body.of("ordinal", result.size(), "buildpack",
                    Body.of("url", isOfficial ? "urn:buildpack:" + name : name, "name", name)));
        }
        return Answer.list(result, "ordinal");
    }
}

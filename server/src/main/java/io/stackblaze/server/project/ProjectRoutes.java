package io.stackblaze.server.project;

import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Page;

/** The list of projects. */
public final class ProjectRoutes implements Http.Feature {
    private final Projects projects;

    /** Over the projects. */
    public ProjectRoutes(Projects projects) {
        this.projects = projects;
    }

    @Override
    public void register(Api api) {
        api.get("/api/v1/projects", Access.READ, _ -> Answer.ok(new Page<>(projects.list(), null)));
    }
}

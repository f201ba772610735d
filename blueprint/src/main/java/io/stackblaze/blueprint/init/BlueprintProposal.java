package io.stackblaze.blueprint.init;

import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.blueprint.init.RepositoryFacts.Folder;

/**
 * A blueprint for a repository that has none.
 *
 * @param text the file's text, valid as it is, with comments for its reader
 * @param notes what could not be decided, or was left out, a sentence each
 */
public record BlueprintProposal(String text, List<String> notes) {
    /** Copies the list. */
    public BlueprintProposal {
        notes = List.copyOf(notes);
    }

    /**
     * Makes one from what is known of the repository; without I/O. Never throws, whatever the files hold.
     */
    public static BlueprintProposal of(RepositoryFacts facts) {
        var draft = new Draft();
        var root = facts.folders().stream().filter(folder -> folder.path().equals(".")).findFirst()
                .orElse(new Folder(".", Map.of()));
        var app = AppJson.read(root.text("app.json"), draft.notes);
        Datastores.add(facts, app, draft);
        FolderServices.add(root, draft);
        if (draft.services.values().stream().noneMatch(DraftService::isProcess)) {
            facts.folders().stream().filter(folder -> !folder.path().equals("."))
                    .forEach(folder -> FolderServices.add(folder, draft));
        }
        if (draft.services.values().stream().noneMatch(DraftService::isProcess)) {
            nothingFound(draft);
        }
        app.apply(draft);
        return new BlueprintProposal(draft.text(facts.name()), draft.notes);
    }

    private static void nothingFound(Draft draft) {
        var web = draft.service("web", ServiceType.WEB);
        if (web != null) {
            web.comment("start: how is it started? It must listen on 0.0.0.0:$PORT.");
        }
        draft.notes.add("Nothing here says how the code is started. Set start on the service web, or add a Procfile.");
    }
}

package io.stackblaze.engine.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.local.datastore.BackupPlace;
import io.stackblaze.engine.local.environment.Datastores;
import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.postgres.backup.storage.Vault;

/** Brings back the data of datastores of which only the saved state is left: the machine is gone. No node may run. */
public final class LostDatastores {
    private LostDatastores() {}

    /**
     * Restores each to its newest moment, where the next node looks for it.
     *
     * @param home with the saved state and the key of the backups
     * @param vault where the backups are; they are only read
     * @param said told what was done, a sentence each
     * @return a sentence for each one that is not back
     */
    public static List<String> restore(Path home, Vault vault, Clock clock, Consumer<String> said)
            throws IOException, InterruptedException {
        var folders = new Folders(home.resolve("node"));
        var place = BackupPlace.reading(vault, home.resolve("keys").resolve("backup.json"), folders,
                home.resolve("binaries"), clock);
        var missing = new ArrayList<String>();
        for (var id : folders.environments()) {
            for (var known : new Datastores(folders.state(id).resolve("datastores.json")).all()) {
                var name = known.spec().name() + " of " + id;
                if (known.spec() instanceof RedisSpec redis && redis.persistence() == RedisSpec.Persistence.NONE) {
                    said.accept(name + " begins empty, as after each of its restarts: its persistence is none.");
                    continue;
                }
                try {
                    said.accept(name + " is back, as it was at "
                            + place.recover(id, known.spec(), folders.data(id).resolve(known.folder())) + ".");
                } catch (EngineException e) {
                    missing.add(name + " is not back: " + e.getMessage());
                }
            }
        }
        return missing;
    }
}

package io.stackblaze.engine.local.environment;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import io.stackblaze.engine.local.datastore.BackupPlace;
import io.stackblaze.engine.local.instance.Instances;
import io.stackblaze.engine.local.logs.Rotation;
import io.stackblaze.engine.local.network.Networks;
import io.stackblaze.engine.local.proc.Meter;
import io.stackblaze.engine.local.rollout.Timing;
import io.stackblaze.engine.local.state.Folders;

/**
 * What all environments of a node share.
 *
 * @param binaries where datastores' programs are unpacked
 * @param backups where their backups are kept
 * @param reserve free bytes on the disk below which new work is refused
 * @param missing what is promised and cannot be kept here, with the remedies
 */
public record Platform(Folders folders, Path binaries, BackupPlace backups, Instances instances, Networks networks,
        RouteBoard routes,
        Meter meter, Timing timing, Rotation rotation, Clock clock, long reserve,
        List<String> missing) {}

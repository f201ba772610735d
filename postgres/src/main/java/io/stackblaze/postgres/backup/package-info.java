/** Point-in-time recovery of a Postgres server: base backups, continuous WAL, restores, and their proof. */
@NullMarked
package io.stackblaze.postgres.backup;

import org.jspecify.annotations.NullMarked;

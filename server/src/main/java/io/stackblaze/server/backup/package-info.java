/** Backups of databases: how they stand, taking and proving them, restoring one beside its source. */
@NullMarked
package io.stackblaze.server.backup;

import org.jspecify.annotations.NullMarked;

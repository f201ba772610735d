/** Write-ahead log: received as it is written, kept without holes. */
@NullMarked
package io.stackblaze.postgres.backup.wal;

import org.jspecify.annotations.NullMarked;

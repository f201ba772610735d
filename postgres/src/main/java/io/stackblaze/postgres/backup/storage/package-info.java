/** Where backups are kept: compressed, encrypted, whole or not at all. */
@NullMarked
package io.stackblaze.postgres.backup.storage;

import org.jspecify.annotations.NullMarked;

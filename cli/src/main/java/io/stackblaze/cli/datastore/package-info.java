/** Databases: their backups, and restoring them. */
@NullMarked
package io.stackblaze.cli.datastore;

import org.jspecify.annotations.NullMarked;

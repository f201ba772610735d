/** Moving a live Postgres database to another server; this package has what all its parts share. */
@NullMarked
package io.stackblaze.postgres.move;

import org.jspecify.annotations.NullMarked;

/** Keeping Postgres and Redis servers up. */
@NullMarked
package io.stackblaze.engine.local.datastore;

import org.jspecify.annotations.NullMarked;

/** The schema of a database as statements that make it again, and making it. */
@NullMarked
package io.stackblaze.postgres.move.schema;

import org.jspecify.annotations.NullMarked;

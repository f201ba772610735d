/** Where the control plane keeps what it knows: PostgreSQL, plain SQL. */
@NullMarked
package io.stackblaze.server.store;

import org.jspecify.annotations.NullMarked;

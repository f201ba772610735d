/** Databases as people look at them and sign in to them. */
@NullMarked
package io.stackblaze.server.datastore;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.stackblaze.server.datastore;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.stackblaze.server.store;

import org.jspecify.annotations.NullMarked;

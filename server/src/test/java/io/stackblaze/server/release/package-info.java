@NullMarked
package io.stackblaze.server.release;

import org.jspecify.annotations.NullMarked;

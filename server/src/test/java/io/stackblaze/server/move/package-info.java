@NullMarked
package io.stackblaze.server.move;

import org.jspecify.annotations.NullMarked;

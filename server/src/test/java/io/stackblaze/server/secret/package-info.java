@NullMarked
package io.stackblaze.server.secret;

import org.jspecify.annotations.NullMarked;

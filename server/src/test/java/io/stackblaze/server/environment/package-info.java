@NullMarked
package io.stackblaze.server.environment;

import org.jspecify.annotations.NullMarked;

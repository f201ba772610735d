@NullMarked
package io.stackblaze.server.operation;

import org.jspecify.annotations.NullMarked;

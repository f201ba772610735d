@NullMarked
package io.stackblaze.server;

import org.jspecify.annotations.NullMarked;

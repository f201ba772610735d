/** The HTTP edge: who may call, what a request must look like, how answers and errors look. */
@NullMarked
package io.stackblaze.server.http;

import org.jspecify.annotations.NullMarked;

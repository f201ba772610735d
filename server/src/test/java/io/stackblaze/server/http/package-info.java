@NullMarked
package io.stackblaze.server.http;

import org.jspecify.annotations.NullMarked;

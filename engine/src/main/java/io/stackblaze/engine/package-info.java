@NullMarked
package io.stackblaze.engine;

import org.jspecify.annotations.NullMarked;

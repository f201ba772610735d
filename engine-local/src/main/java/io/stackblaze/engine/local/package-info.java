@NullMarked
package io.stackblaze.engine.local;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.stackblaze.build.layer;

import org.jspecify.annotations.NullMarked;

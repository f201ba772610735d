@NullMarked
package io.stackblaze.build.source;

import org.jspecify.annotations.NullMarked;

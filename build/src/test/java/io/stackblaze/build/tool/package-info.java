@NullMarked
package io.stackblaze.build.tool;

import org.jspecify.annotations.NullMarked;

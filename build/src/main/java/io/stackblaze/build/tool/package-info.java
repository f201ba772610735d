/** Running other people's programs: fenced in, bounded, heard, and ended. */
@NullMarked
package io.stackblaze.build.tool;

import org.jspecify.annotations.NullMarked;

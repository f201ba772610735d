/** What one build works with and on. */
@NullMarked
package io.stackblaze.build.run;

import org.jspecify.annotations.NullMarked;

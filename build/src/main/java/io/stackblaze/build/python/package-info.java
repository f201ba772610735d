/** Python projects: requirements, the Python they want, and their virtual environments. */
@NullMarked
package io.stackblaze.build.python;

import org.jspecify.annotations.NullMarked;

/** Sites that are files. */
@NullMarked
package io.stackblaze.build.site;

import org.jspecify.annotations.NullMarked;

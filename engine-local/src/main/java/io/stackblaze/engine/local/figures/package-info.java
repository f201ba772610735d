/** What services used and served, over the last hours. */
@NullMarked
package io.stackblaze.engine.local.figures;

import org.jspecify.annotations.NullMarked;

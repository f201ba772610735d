/** Proposes a blueprint for a repository that has none. */
@NullMarked
package io.stackblaze.blueprint.init;

import org.jspecify.annotations.NullMarked;

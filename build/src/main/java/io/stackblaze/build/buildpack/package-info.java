/** Classic Heroku buildpacks, run unmodified. */
@NullMarked
package io.stackblaze.build.buildpack;

import org.jspecify.annotations.NullMarked;

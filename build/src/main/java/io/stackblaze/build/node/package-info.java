/** Node projects: package.json, lockfiles, the Node they want, and their layers. */
@NullMarked
package io.stackblaze.build.node;

import org.jspecify.annotations.NullMarked;

/** What the node keeps on disk, so that it can die at any moment. */
@NullMarked
package io.stackblaze.engine.local.state;

import org.jspecify.annotations.NullMarked;

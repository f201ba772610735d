/** Where builds, dependency layers, runtimes and caches lie: found by name, made once, bounded in size. */
@NullMarked
package io.stackblaze.build.store;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.stackblaze.migration.inspect;

import org.jspecify.annotations.NullMarked;

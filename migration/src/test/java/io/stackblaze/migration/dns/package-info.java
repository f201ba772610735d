@NullMarked
package io.stackblaze.migration.dns;

import org.jspecify.annotations.NullMarked;

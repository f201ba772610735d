/** What a database consists of, as far as moving its data is concerned. */
@NullMarked
package io.stackblaze.postgres.move.catalog;

import org.jspecify.annotations.NullMarked;

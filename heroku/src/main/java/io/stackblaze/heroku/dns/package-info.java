/** What the names of an app lead to now. */
@NullMarked
package io.stackblaze.heroku.dns;

import org.jspecify.annotations.NullMarked;

/** All that an app on Heroku is, as records, and how it is found out. */
@NullMarked
package io.stackblaze.heroku.inventory;

import org.jspecify.annotations.NullMarked;

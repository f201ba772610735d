/** What an app's databases are and what their roles may do, found by asking them. */
@NullMarked
package io.stackblaze.heroku.database;

import org.jspecify.annotations.NullMarked;

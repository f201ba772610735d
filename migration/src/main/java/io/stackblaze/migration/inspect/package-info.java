/** What an app on Heroku would be here: its counterpart, its blueprint, what is at risk, and what it costs. */
@NullMarked
package io.stackblaze.migration.inspect;

import org.jspecify.annotations.NullMarked;

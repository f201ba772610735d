/** Changes a Heroku app: the only place that does. */
@NullMarked
package io.stackblaze.heroku.control;

import org.jspecify.annotations.NullMarked;

/** The staged move of a live Heroku app into a project: steps, gates, what is proved, and the way back. */
@NullMarked
package io.stackblaze.server.migration;

import org.jspecify.annotations.NullMarked;

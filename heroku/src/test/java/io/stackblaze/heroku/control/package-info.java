@NullMarked
package io.stackblaze.heroku.control;

import org.jspecify.annotations.NullMarked;

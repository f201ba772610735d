@NullMarked
package io.stackblaze.heroku.scan;

import org.jspecify.annotations.NullMarked;

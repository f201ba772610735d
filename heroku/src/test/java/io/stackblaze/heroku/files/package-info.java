@NullMarked
package io.stackblaze.heroku.files;

import org.jspecify.annotations.NullMarked;

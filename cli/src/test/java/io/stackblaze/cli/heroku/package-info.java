@NullMarked
package io.stackblaze.cli.heroku;

import org.jspecify.annotations.NullMarked;

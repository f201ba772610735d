/** Moving databases from one server to another: {@code db copy}, {@code db follow} and what belongs to them. */
@NullMarked
package io.stackblaze.cli.move;

import org.jspecify.annotations.NullMarked;

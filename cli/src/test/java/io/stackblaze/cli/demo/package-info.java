@NullMarked
package io.stackblaze.cli.demo;

import org.jspecify.annotations.NullMarked;

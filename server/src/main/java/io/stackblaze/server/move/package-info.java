/** Moves of single databases: copies, follows, compares, cuts over and back, by operations that survive a crash. */
@org.jspecify.annotations.NullMarked
package io.stackblaze.server.move;

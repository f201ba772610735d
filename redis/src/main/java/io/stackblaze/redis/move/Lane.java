package io.stackblaze.redis.move;

/** A pair of connections, and what was copied over it. */
record Lane(Session from, Session to, Memory memory) {}

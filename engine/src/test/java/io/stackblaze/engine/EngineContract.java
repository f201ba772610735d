package io.stackblaze.engine;

/** What every engine promises, as tests; each engine extends it in its own module. */
public abstract class EngineContract {}

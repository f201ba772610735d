package io.stackblaze.engine.local.rollout;

/**
 * What a keeper keeps on the disk.
 *
 * @param scale number of instances that scaling has chosen
 */
record Kept(Course course, int scale) {}

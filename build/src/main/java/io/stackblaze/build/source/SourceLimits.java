package io.stackblaze.build.source;

/**
 * How much source is taken.
 *
 * @param archiveBytes bytes of an archive as it is sent
 * @param bytes bytes of all files together
 * @param files number of files, folders and links
 * @param freeBytes space that must be left on the disk before anything is written
 */
public record SourceLimits(long archiveBytes, long bytes, int files, long freeBytes) {
    /** 512 MiB sent (the largest slug of Heroku has 500 MB), 2 GiB and 200 000 files unpacked, 256 MiB left free. */
    public static final SourceLimits DEFAULT = new SourceLimits(512L << 20, 2L << 30, 200_000, 256L << 20);
}

package io.mqspring.store.disk;

/**
 * A name in a directory.
 *
 * @param name without its directory
 * @param directory whether it is one
 * @param length bytes of a file
 */
public record DiskEntry(String name, boolean directory, long length) {}

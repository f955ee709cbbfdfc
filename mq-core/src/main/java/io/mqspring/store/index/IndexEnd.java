package io.mqspring.store.index;

/**
 * How far an index was durable.
 *
 * @param position records below are indexed
 * @param file name of the current file as a number, 0 without one
 * @param entries its next entry number
 */
public record IndexEnd(long position, long file, int entries) {}

package io.mqspring.store;

/** Why an append was refused. */
public enum AppendRefusal {
    /** There is no secured space on the disk; resumes by itself when there is room. */
    DISK_FULL,
    /** The record does not fit a segment, or its parts exceed their length fields. */
    TOO_LARGE,
    /** The store is closed or closing. */
    CLOSED,
    /** Appended, but forcing failed or timed out: the record may or may not survive a crash. */
    NOT_FLUSHED
}

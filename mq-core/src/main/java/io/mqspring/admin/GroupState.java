package io.mqspring.admin;

/** Whether a group is at work. */
public enum GroupState {
    /** It has members. */
    CONSUMING,
    /** It has no member at present. */
    OFFLINE,
    /** No broker told. */
    UNKNOWN
}

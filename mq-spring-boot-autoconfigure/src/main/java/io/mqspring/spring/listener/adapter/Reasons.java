package io.mqspring.spring.listener.adapter;

/** Why a message is dead-lettered, as its property says it. */
final class Reasons {

    static final String CONVERSION = "conversion";
    static final String VALIDATION = "validation";
    static final String REJECTED = "rejected";

    private Reasons() {}
}

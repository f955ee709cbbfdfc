package io.mqspring.spring.core;

import java.util.Set;
import java.util.TreeSet;

/** Nobody in this application answers for the transactions of a group. */
public class UnknownTransactionGroupException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String action;

    UnknownTransactionGroupException(String group, Set<String> known) {
        super("There is no transaction listener for the group '" + group + "', only for " + new TreeSet<>(known)
                + ": a bean with @MqTransactionListener(\"" + group + "\") is missing.");
        this.action = "Correct the name, or declare a bean that implements MqLocalTransaction and is annotated with"
                + " @MqTransactionListener(\"" + group + "\").";
    }

    /** What to change. */
    public String action() {
        return action;
    }
}

package io.mqspring.store.config;

/** A configuration file is damaged, and so is its backup if it has one. The message names the file and what it is. */
public final class UnreadableConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableConfigException(String path, String reason) {
        super(path + " is " + reason);
    }

    UnreadableConfigException(String path, String reason, String backupReason) {
        super(path + " is " + reason + ", and its backup " + path + ".bak is " + backupReason
                + ". Repair one of them, or remove both to begin with nothing in it.");
    }
}

package io.mqspring.store.config;

/** A configuration file and its backup are both damaged. The message names the file and says what to do. */
public final class UnreadableConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableConfigException(String path, String reason, String backupReason) {
        super(path + " is " + reason + ", and its backup " + path + ".bak is " + backupReason
                + ". Repair one of them, or remove both to begin with nothing in it.");
    }
}

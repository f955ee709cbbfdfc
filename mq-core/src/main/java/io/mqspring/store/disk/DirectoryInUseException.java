package io.mqspring.store.disk;

/** A data directory is locked by another process, or by another store of this one. The message says by whom and what to do. */
public final class DirectoryInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String directory;
    private final String holder;

    /**
     * @param directory as its user named it
     * @param holder who has it, as a phrase: {@code process 4711 (started 10:02:11, 'shop')}
     */
    public DirectoryInUseException(String directory, String holder) {
        super("The data directory '" + directory + "' is in use by " + holder
                + ". Stop it, give this application a data directory of its own, or let it share the other's broker over"
                + " its port.");
        this.directory = directory;
        this.holder = holder;
    }

    /** The directory as its user named it. */
    public String directory() {
        return directory;
    }

    /** Who has it. */
    public String holder() {
        return holder;
    }
}

package violations.store.queue;

/** Is public for a reason. */
public class NeededAbove {}

package violations.store.queue;

/** Is public because a public method returns it. */
public class NeededWithIt {}

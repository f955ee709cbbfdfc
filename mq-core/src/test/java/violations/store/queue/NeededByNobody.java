package violations.store.queue;

/** Is public without a reason. */
public class NeededByNobody {}

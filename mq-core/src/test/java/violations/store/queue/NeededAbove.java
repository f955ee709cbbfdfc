package violations.store.queue;

/** Is public for a reason. */
public class NeededAbove {
    /** Shows its callers another type. */
    public NeededWithIt shown() {
        return new NeededWithIt();
    }
}

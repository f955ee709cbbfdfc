package io.mqspring.store.log;

/** Told of a stretch of the log that holds no whole record although whole records follow. */
@FunctionalInterface
public interface DamageListener {

    /** For those who do not care. */
    DamageListener IGNORED = (from, to) -> {};

    /**
     * @param from first damaged position
     * @param to where the next whole record starts
     */
    void onDamage(long from, long to);
}

package io.mqspring.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether, when and how often a failed message is delivered again. Immutable.
 *
 * @param maxAttempts how often a failed message is delivered again before it is dead-lettered; RocketMQ's maximum of
 *     reconsume times
 * @param delays before each delivery again; the last one repeats
 * @param jitter by how much a delay varies at random, as a part of it: 0 not at all, 0.2 by up to a fifth more or less
 * @param retryFor failures worth another delivery, and those caused by them; empty: all
 * @param noRetryFor failures that go to the dead-letter topic at once, and those caused by them; counts before {@code
 *     retryFor}
 */
public record RetryPolicy(
        int maxAttempts,
        List<Duration> delays,
        double jitter,
        List<Class<? extends Throwable>> retryFor,
        List<Class<? extends Throwable>> noRetryFor) {

    /** Causes may form a ring. */
    private static final int MAX_CAUSES = 32;

    private static final RetryPolicy STANDARD = of(
            16,
            List.of(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(4),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(6),
                    Duration.ofMinutes(7),
                    Duration.ofMinutes(8),
                    Duration.ofMinutes(9),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(20),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(2)));

    private static final RetryPolicy IN_PLACE = inPlace(List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(15)));

    public RetryPolicy {
        delays = List.copyOf(delays);
        retryFor = List.copyOf(retryFor);
        noRetryFor = List.copyOf(noRetryFor);
        if (maxAttempts < 0) {
            throw new IllegalArgumentException("maxAttempts must not be negative, but is " + maxAttempts);
        }
        if (maxAttempts > 0 && delays.isEmpty()) {
            throw new IllegalArgumentException("retryDelays must not be empty when maxAttempts is " + maxAttempts);
        }
        if (delays.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("retryDelays must not be negative, but are " + delays);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("retryJitter must be from 0 to 1, but is " + jitter);
        }
        checkTypes("retryFor", retryFor);
        checkTypes("noRetryFor", noRetryFor);
    }

    /** RocketMQ's: 16 times, from 10 s to 2 h. */
    public static RetryPolicy standard() {
        return STANDARD;
    }

    /** The short ladder of ordered listeners: 1 s, 2 s, 4 s, 8 s, 15 s. */
    public static RetryPolicy inPlace() {
        return IN_PLACE;
    }

    /** One delivery again after each of these delays. */
    public static RetryPolicy inPlace(List<Duration> delays) {
        return of(delays.size(), delays);
    }

    /** So many deliveries again, after these delays, whatever the failure. */
    public static RetryPolicy of(int maxAttempts, List<Duration> delays) {
        return new RetryPolicy(maxAttempts, delays, 0, List.of(), List.of());
    }

    /**
     * Delays that grow.
     *
     * @param first before the first delivery again
     * @param multiplier from one delay to the next, at least 1
     * @param max no delay is longer
     */
    public static RetryPolicy exponential(int maxAttempts, Duration first, double multiplier, Duration max) {
        return of(maxAttempts, List.of(first)).withGrowth(multiplier, max);
    }

    /**
     * The last delay does not repeat but grows.
     *
     * @param multiplier from one delay to the next, at least 1
     * @param max no delay that grew is longer
     */
    public RetryPolicy withGrowth(double multiplier, Duration max) {
        if (!(multiplier >= 1) || max.isNegative() || max.isZero()) {
            throw new IllegalArgumentException("retryMultiplier must be at least 1 and retryMaxDelay positive, but are "
                    + multiplier + " and " + max);
        }
        List<Duration> grown = new ArrayList<>(delays);
        while (!grown.isEmpty() && grown.size() < maxAttempts) {
            Duration last = grown.get(grown.size() - 1);
            double next = Math.min(last.toMillis() * multiplier, max.toMillis());
            if (next <= last.toMillis()) {
                break;
            }
            grown.add(Duration.ofMillis((long) next));
        }
        return withDelays(grown);
    }

    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, delays, jitter, retryFor, noRetryFor);
    }

    public RetryPolicy withDelays(List<Duration> value) {
        return new RetryPolicy(maxAttempts, value, jitter, retryFor, noRetryFor);
    }

    public RetryPolicy withJitter(double part) {
        return new RetryPolicy(maxAttempts, delays, part, retryFor, noRetryFor);
    }

    /** Which failures are worth another delivery. */
    public RetryPolicy withFailures(
            List<Class<? extends Throwable>> worthIt, List<Class<? extends Throwable>> notWorthIt) {
        return new RetryPolicy(maxAttempts, delays, jitter, worthIt, notWorthIt);
    }

    /** The delay before a delivery again without its jitter, 1 being the first. */
    public Duration delay(int retry) {
        return delays.isEmpty() ? Duration.ZERO : delays.get(Math.min(Math.max(retry, 1), delays.size()) - 1);
    }

    /** The delay before a delivery again, 1 being the first. */
    public Duration delay(int retry, RandomGenerator random) {
        Duration delay = delay(retry);
        if (jitter == 0) {
            return delay;
        }
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        return Duration.ofMillis(Math.round(delay.toMillis() * factor));
    }

    /** Whether a failure is worth another delivery; a failure without a cause is. */
    public boolean isWorthRetrying(@Nullable Throwable failure) {
        if (failure == null) {
            return true;
        }
        return !isOneOf(failure, noRetryFor) && (retryFor.isEmpty() || isOneOf(failure, retryFor));
    }

    /** Types that come from text may be anything. */
    private static void checkTypes(String name, List<? extends Class<?>> types) {
        for (Class<?> type : types) {
            if (!Throwable.class.isAssignableFrom(type)) {
                throw new IllegalArgumentException(name + " must name exceptions, but " + type.getName() + " is none");
            }
        }
    }

    private static boolean isOneOf(Throwable failure, List<Class<? extends Throwable>> types) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            for (Class<? extends Throwable> type : types) {
                if (type.isInstance(cause)) {
                    return true;
                }
            }
            cause = cause.getCause();
        }
        return false;
    }
}

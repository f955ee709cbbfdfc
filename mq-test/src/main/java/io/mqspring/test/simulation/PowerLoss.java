package io.mqspring.test.simulation;

/** Thrown out of a {@link SimulatedDisk} at the operation that a test chose for the power to go. Ends the simulated process. */
public final class PowerLoss extends Error {

    private static final long serialVersionUID = 1L;

    PowerLoss() {
        super("the power went");
    }
}

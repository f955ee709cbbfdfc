package violations.message;

import violations.runtime.AllowedClockAndThreads;

/** The ground imports nothing of ours, not even its neighbour. */
class LooksSideways {
    private final AllowedClockAndThreads neighbour = new AllowedClockAndThreads();

    Object neighbour() {
        return neighbour;
    }
}

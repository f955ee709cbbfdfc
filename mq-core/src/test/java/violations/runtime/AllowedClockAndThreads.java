package violations.runtime;

import java.util.Random;

/** The runtime may read clocks, wait, take chances and make threads. */
public class AllowedClockAndThreads {
    long now() {
        return System.nanoTime();
    }

    void sleep() throws InterruptedException {
        Thread.sleep(1);
    }

    int chance() {
        return new Random().nextInt();
    }

    Thread thread(Runnable task) {
        return new Thread(task);
    }
}

package violations.broker.handler;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Every source of chance that no seed repeats. */
class TakesChances {
    int random() {
        return new Random().nextInt();
    }

    int threadLocal() {
        return ThreadLocalRandom.current().nextInt();
    }

    double math() {
        return Math.random();
    }

    void shuffles(List<String> names) {
        Collections.shuffle(names);
    }

    int givenGenerator(RandomGenerator chance) {
        return chance.nextInt();
    }
}

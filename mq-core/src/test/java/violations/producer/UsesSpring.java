package violations.producer;

import org.springframework.fixture.SpringStandIn;

/** Brings the framework into the core. */
class UsesSpring {
    Object bean() {
        return new SpringStandIn();
    }
}

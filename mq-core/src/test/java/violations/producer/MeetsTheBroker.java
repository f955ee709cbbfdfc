package violations.producer;

import violations.broker.group.KeepsState;

/** The client side imports the broker side. */
class MeetsTheBroker {
    Object state() {
        return new KeepsState();
    }
}

package violations.store;

import violations.store.queue.NeededAbove;

/** Needs one type of the package below. */
class Facade {
    NeededAbove below() {
        return new NeededAbove();
    }
}

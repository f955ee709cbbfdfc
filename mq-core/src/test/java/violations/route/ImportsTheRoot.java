package violations.route;

import violations.client.Root;

/** Reaches up to a composition root. */
class ImportsTheRoot {
    Root[] roots() {
        return new Root[0];
    }
}

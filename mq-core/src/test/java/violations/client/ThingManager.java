package violations.client;

/** Is called by a name that fits everything. */
class ThingManager {}

package violations.client.util;

/** Lives in a package for things without a home. */
class Odds {}

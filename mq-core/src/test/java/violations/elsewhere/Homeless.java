package violations.elsewhere;

/** Lives in a package that the table does not know. */
class Homeless {}

package violations.client;

/** Stands for a composition root: nobody may import it. */
public class Root {}

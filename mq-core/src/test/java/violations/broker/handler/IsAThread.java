package violations.broker.handler;

/** Owns a thread by being one. */
class IsAThread extends Thread {}

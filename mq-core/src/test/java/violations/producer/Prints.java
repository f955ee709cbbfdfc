package violations.producer;

/** Speaks past the logger. */
class Prints {
    void out(String line) {
        System.out.println(line);
    }

    void stack(Exception failure) {
        failure.printStackTrace();
    }
}

package io.mqspring.filter;

/** Where in a text another is looked for. */
enum SqlSearch {
    CONTAINS,
    STARTSWITH,
    ENDSWITH;

    boolean finds(String text, String wanted) {
        return switch (this) {
            case CONTAINS -> text.contains(wanted);
            case STARTSWITH -> text.startsWith(wanted);
            case ENDSWITH -> text.endsWith(wanted);
        };
    }
}

package io.mqspring.protocol.codec;

import java.util.List;

/** Languages of peers, numbered as in binary headers. Stateless. */
final class LanguageCodes {

    static final int JAVA = 0;

    private static final List<String> NAMES = List.of(
            "JAVA", "CPP", "DOTNET", "PYTHON", "DELPHI", "ERLANG", "RUBY", "OTHER", "HTTP", "GO", "PHP", "OMS", "RUST",
            "NODE_JS");

    private LanguageCodes() {}

    static String name(int code) {
        return code < NAMES.size() ? NAMES.get(code) : "OTHER";
    }
}

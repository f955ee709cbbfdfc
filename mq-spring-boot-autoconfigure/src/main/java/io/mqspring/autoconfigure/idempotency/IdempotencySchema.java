package io.mqspring.autoconfigure.idempotency;

import io.mqspring.runtime.TimeSource;
import io.mqspring.spring.idempotency.JdbcIdempotencyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/** Makes the table in the database that there is, in the dialect of that database if it is one we have a script for. */
final class IdempotencySchema extends DataSourceScriptDatabaseInitializer {

    static final String SCRIPTS = "io/mqspring/spring/idempotency/";

    private static final String INDEX = JdbcIdempotencyStore.DEFAULT_TABLE + "_expires_at";

    private final String table;

    IdempotencySchema(DataSource dataSource, MqIdempotencyJdbcProperties properties) {
        super(dataSource, settings(dataSource, properties));
        this.table = properties.table();
    }

    private static DatabaseInitializationSettings settings(
            DataSource dataSource, MqIdempotencyJdbcProperties properties) {
        DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
        settings.setSchemaLocations(List.of("classpath:" + SCRIPTS + script(dataSource, properties)));
        settings.setMode(properties.initializeSchema());
        // Two instances may start at once, and not every database can make a table only when there is none. Whether
        // there
        // is one in the end is looked at afterwards.
        settings.setContinueOnError(true);
        return settings;
    }

    private static String script(DataSource dataSource, MqIdempotencyJdbcProperties properties) {
        if (properties.initializeSchema() == DatabaseInitializationMode.NEVER) {
            return "schema-generic.sql";
        }
        String script = new PlatformPlaceholderDatabaseDriverResolver()
                .resolveAll(dataSource, "schema-@@platform@@.sql")
                .get(0);
        return new ClassPathResource(SCRIPTS + script).exists() ? script : "schema-generic.sql";
    }

    /**
     * Does nothing when there is a table: in PostgreSQL, making sure of an index that is there already waits for the
     * transactions of all listeners, with new ones waiting behind.
     */
    @Override
    protected void runScripts(Scripts scripts) {
        if (new JdbcIdempotencyStore(getDataSource(), table, TimeSource.system())
                .findTable()
                .isEmpty()) {
            return;
        }
        List<Resource> named = new ArrayList<>();
        scripts.forEach(each -> named.add(named(each)));
        super.runScripts(new Scripts(named)
                .continueOnError(scripts.isContinueOnError())
                .separator(scripts.getSeparator())
                .encoding(StandardCharsets.UTF_8));
    }

    private Resource named(Resource script) {
        try {
            String index = table.substring(table.lastIndexOf('.') + 1) + "_expires_at";
            String text = script.getContentAsString(StandardCharsets.UTF_8)
                    .replace(INDEX, index)
                    .replace(" " + JdbcIdempotencyStore.DEFAULT_TABLE + " ", " " + table + " ");
            return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), script.getDescription());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

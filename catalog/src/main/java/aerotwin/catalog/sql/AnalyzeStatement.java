package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;

import java.util.Optional;

import aerotwin.catalog.Session;

/** ANALYZE TABLE: Delta gathers statistics when it writes, so only the table's being there is looked at. */
final class AnalyzeStatement implements Family {
    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (tokens.accept("ANALYZE", "TABLES")) {
            tokens.rest();
            return Optional.of(effect(() -> { }));
        }
        if (!tokens.accept("ANALYZE", "TABLE")) {
            return Optional.empty();
        }
        Name table = tokens.name();
        tokens.rest();
        return Optional.of(effect(
            () -> Session.active().table(SqlException.quoted(table.parts().toArray(String[]::new))).schema()));
    }
}

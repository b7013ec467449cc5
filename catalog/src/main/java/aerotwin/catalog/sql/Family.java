package aerotwin.catalog.sql;

import java.util.Optional;

/** Statements that belong together. */
@FunctionalInterface
interface Family {
    /** The statement, if it is of this family. Raises {@link SqlException} if it is, but malformed. */
    Optional<Statement> parse(Tokens tokens);
}
